from odoo import api, fields, models


class CatsApplicationDocumentMixin(models.AbstractModel):
    """What an application needs besides its form: documents and terms (ACC-9).

    The controller hands over what belongs to the request in the context:
    ``b2b_upload_token`` of the form, ``b2b_upload_problems`` by field, and
    ``b2b_remote_addr``.
    """

    _name = "cats.application.document.mixin"
    _description = "Documents and terms of a B2B application"

    document_ids = fields.One2many(
        comodel_name="cats.application.document",
        inverse_name="application_id",
        string="Documents",
        groups="cats_b2b.group_accounts",
    )
    acceptance_ids = fields.One2many(
        comodel_name="cats.terms.acceptance",
        inverse_name="application_id",
        string="Accepted terms",
        groups="cats_b2b.group_accounts",
    )
    missing_documents = fields.Char(
        compute="_compute_missing_documents",
        groups="cats_b2b.group_accounts",
        help="Documents that staff have not accepted yet.",
    )

    @api.depends("website_id", "country_id", "document_ids.state")
    def _compute_missing_documents(self):
        for application in self:
            missing = application._get_missing_documents()
            application.missing_documents = ", ".join(missing.mapped("name"))

    # -- Decision -----------------------------------------------------------------

    def _get_missing_documents(self):
        """Return the documents that still keep the application waiting (ACC-9).

        They are those that the shop requires, and those that the applicant added of
        himself, until staff accepted them.

        :rtype: cats.document.type
        """
        self.ensure_one()
        # The job that decides reads the checklist for whoever applied.
        documents_sudo = self.sudo().document_ids
        accepted = documents_sudo.filtered(lambda it: it.state == "accepted")
        required = self._get_asked_documents().filtered("required")
        return (required | documents_sudo.type_id) - accepted.type_id

    def _get_asked_documents(self):
        """:return: the types of document that the shop asks this applicant for."""
        self.ensure_one()
        types = self.env["cats.document.type"]
        return types._get_asked(self.website_id, self.country_id)

    # -- Form ---------------------------------------------------------------------

    @api.model
    def _prepare_form_extra(self, website, values=None, errors=None):
        """Return what the registration page shows of documents and terms.

        :param website website: the shop.
        :param dict values: what the browser sent, if it did.
        :param dict errors: what was wrong with it, by field.
        :return: ``documents`` with what is kept of each, ``terms`` with whether they
            are accepted, the ``token`` of the form and the ``megabytes`` of a file.
        :rtype: dict
        """
        values, errors = values or {}, errors or {}
        uploads_sudo = self._get_form_uploads()
        types = self.env["cats.document.type"]._get_asked(website)
        terms = self.env["cats.terms"]._get_asked(website)
        return {
            "documents": [
                {
                    "type": type_,
                    "field": (field := f"document_{type_.id}"),
                    "kept": uploads_sudo.filtered(
                        lambda it, one=type_: it.type_id == one
                    ),
                    "error": errors.get(field),
                }
                for type_ in types
            ],
            "terms": [
                {
                    "terms": one,
                    "field": (field := f"terms_{one.id}"),
                    "accepted": bool(values.get(field)),
                    "error": errors.get(field),
                }
                for one in terms
            ],
            "token": self.env.context.get("b2b_upload_token", ""),
            "megabytes": website.b2b_upload_mb,
        }

    def _get_form_uploads(self):
        """:return: the files that came with the form so far, with all rights."""
        token = self.env.context.get("b2b_upload_token")
        return self.env["cats.upload"]._find_by_token(token)

    @api.model
    def _check_form(self, values, website, files=None):
        """Extend the check by documents that are missing and terms not accepted.

        Without files, as while the visitor is typing, neither is looked at.
        """
        errors = super()._check_form(values, website, files=files)
        if files is None:
            return errors
        country = self._get_form_country(self._clean_form(values)["country_id"])
        errors.update(self._check_form_documents(website, country))
        for terms in self.env["cats.terms"]._get_asked(website, country):
            if not values.get(f"terms_{terms.id}"):
                errors[f"terms_{terms.id}"] = self.env._(
                    "Please read and accept: %(terms)s", terms=terms.name
                )
        return errors

    def _check_form_documents(self, website, country):
        """:return: what is wrong with the documents of the form, by field."""
        errors = dict(self.env.context.get("b2b_upload_problems") or {})
        kept = self._get_form_uploads().type_id
        for type_ in self.env["cats.document.type"]._get_asked(website, country):
            field = f"document_{type_.id}"
            if type_.required and type_ not in kept and field not in errors:
                errors[field] = self.env._(
                    "Please add this document: %(document)s", document=type_.name
                )
        return errors

    @api.model
    def _submit(self, values, website, files=None):
        """Extend the registration by its documents and accepted terms."""
        # Read in any case: an application that is open already makes no difference.
        uploads_sudo = self._get_form_uploads()
        country = self._get_form_country(self._clean_form(values)["country_id"])
        asked = self.env["cats.terms"]._get_asked(website, country)
        application_sudo = super()._submit(values, website, files=files)
        if application_sudo:
            application_sudo._take_uploads(uploads_sudo)
            asked._record_acceptance(
                application_sudo, self.env.context.get("b2b_remote_addr")
            )
        return application_sudo

    def _take_uploads(self, uploads_sudo):
        """Put the files of the form on the checklist of the new application."""
        self.ensure_one()
        documents_sudo = self.env["cats.application.document"].sudo()
        for type_, uploads in uploads_sudo.grouped("type_id").items():
            document = documents_sudo.create(
                {"application_id": self.id, "type_id": type_.id}
            )
            attachments = uploads.attachment_id
            attachments.write({"res_model": document._name, "res_id": document.id})
            document.attachment_ids = attachments
        uploads_sudo.unlink()
