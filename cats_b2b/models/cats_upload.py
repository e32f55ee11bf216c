import secrets
from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import hmac
from odoo.tools.mimetypes import guess_mimetype

from ..policies import upload as upload_policy

# How long a visitor has to send his form off once he added a file to it.
KEPT_HOURS = 24
# What all unsent forms of one remote address may hold.
VISITOR_FILES = 40
VISITOR_MEGABYTES = 100
# What all unsent forms of one user may hold.
USER_FILES = 100
USER_MEGABYTES = 300


class CatsUpload(models.Model):
    """A file of a form that was not sent off yet, kept for its visitor (ACC-9, AFS-2).

    Only who has the token of the form, which stands on his page, gets at his files:
    the database has its hash. What a user hands in is his alone, whatever the token.
    Nobody has a right on this model.
    """

    _name = "cats.upload"
    _description = "File of an unsent form"
    _order = "id"

    token_hash = fields.Char(required=True, index=True)
    visitor_hash = fields.Char(required=True, index=True)
    type_id = fields.Many2one(comodel_name="cats.document.type", ondelete="cascade")
    user_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="cascade",
        index="btree_not_null",
        help="Who is logged in; empty for visitors.",
    )
    slot = fields.Char(help="The field of the form, of what a user hands in.")
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment", ondelete="cascade", bypass_search_access=True
    )
    name = fields.Char(required=True)
    size = fields.Integer(help="In bytes.")

    # -- Tokens -------------------------------------------------------------------

    @api.model
    def _find_by_token(self, token):
        """:return: the files of a form, with all rights; none for a wrong token."""
        if not token or not isinstance(token, str):
            return self.sudo().browse()
        same = [("token_hash", "=", self._hash_token(token)), ("user_id", "=", False)]
        return self.sudo().search(same)

    @api.model
    def _find_mine(self, token):
        """:return: the files of a form of the current user, with all rights."""
        if not token:
            return self.sudo().browse()
        same = [("token_hash", "=", self._hash_token(token))]
        return self.sudo().search([*same, ("user_id", "=", self.env.uid)])

    def _hash_token(self, token):
        return sha256(token.encode()).hexdigest()

    # -- Keeping ------------------------------------------------------------------

    @api.model
    def _keep(self, files, token, types, website, remote_addr):
        """Keep the files that came with a form.

        :param files: the uploads by field, as of ``httprequest.files``; those of a
            type of document are named ``document_`` and its id.
        :param str token: of the form, when it was sent before; empty otherwise.
        :param cats.document.type types: what the shop asks for.
        :param website website: where it was sent; knows how big a file may be.
        :param str remote_addr: where the request comes from.
        :return: the token of the form; what was refused, in words by field.
        :rtype: tuple[str, dict[str, str]]
        """
        # Visitors have no right on this model; they add files to their own form only.
        self_sudo = self.sudo()
        if not self_sudo._find_by_token(token):
            token = secrets.token_urlsafe(32)
        network = self.env["cats.attempt"]._get_network(remote_addr)
        visitor = hmac(self.env(su=True), "cats_b2b.upload", network)
        problems = {}
        for type_ in types:
            field = f"document_{type_.id}"
            for file in files.getlist(field):
                if not file.filename:
                    continue  # the browser sends an empty field like that
                quota = self_sudo._get_quota(type_, token, visitor, website)
                vals = {
                    "token_hash": self._hash_token(token),
                    "visitor_hash": visitor,
                    "type_id": type_.id,
                }
                if problem := self_sudo._keep_one(file, quota, vals):
                    problems[field] = " ".join(
                        filter(None, [problems.get(field), problem])
                    )
        return token, problems

    @api.model
    def _keep_mine(self, files, token, slots, website):
        """Keep the photos and papers that came with a form of the current user (AFS-2).

        :param files: the uploads by field, as of ``httprequest.files``.
        :param str token: of the form; files of another user are not found by it.
        :param slots: the fields that are looked at.
        :param website website: where it was sent; knows how big a file may be.
        :return: dict: what was refused, in words by field.
        """
        # Users have no right on this model; they add files to their own forms only.
        self_sudo = self.sudo()
        problems = {}
        for slot in slots:
            vals = {
                "token_hash": self._hash_token(token),
                "visitor_hash": hmac(self.env(su=True), "cats_b2b.user", self.env.uid),
                "user_id": self.env.uid,
                "slot": slot,
            }
            for file in filter(lambda it: it.filename, files.getlist(slot)):
                quota = self_sudo._get_my_quota(slot, token, website)
                kinds = tuple(upload_policy.PHOTO_SUFFIXES)
                if problem := self_sudo._keep_one(file, quota, vals, kinds):
                    problems[slot] = " ".join(
                        filter(None, [problems.get(slot), problem])
                    )
        return problems

    def _keep_one(self, file, quota, vals, kinds=tuple(upload_policy.SUFFIXES)):
        """:return: why a file is not kept, in words; ``None`` when it is."""
        # No more is read than it takes to know that it is too much.
        content = file.stream.read(quota.file_bytes + 1)
        mimetype = guess_mimetype(content) if content else ""
        reason = upload_policy.check_upload(len(content), mimetype, quota, kinds)
        if reason:
            return self._explain_b2b_upload(file.filename, reason)
        name = upload_policy.clean_name(file.filename, mimetype)
        upload = self.create({**vals, "name": name, "size": len(content)})
        # Pictures of strangers are not opened on the server, not even to shrink them.
        attachments = self.env["ir.attachment"].with_context(image_no_postprocess=True)
        upload.attachment_id = attachments.create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": upload.id,
                "public": False,
            }
        )
        return None

    def _get_quota(self, type_, token, visitor, website):
        """:return: what the visitor may still hand in.

        :rtype: upload_policy.Quota
        """
        mine = self._find_by_token(token).filtered(lambda it: it.type_id == type_)
        [(count, size)] = self._read_group(
            [("visitor_hash", "=", visitor)], [], ["__count", "size:sum"]
        )
        return upload_policy.Quota(
            file_bytes=website.b2b_upload_mb * 1024**2,
            files=upload_policy.MAX_FILES - len(mine),
            visitor_files=VISITOR_FILES - count,
            visitor_bytes=VISITOR_MEGABYTES * 1024**2 - (size or 0),
        )

    def _get_my_quota(self, slot, token, website):
        """:return: what the user of the environment may still hand in."""
        mine = self._find_mine(token).filtered(lambda it: it.slot == slot)
        [(count, size)] = self._read_group(
            [("user_id", "=", self.env.uid)], [], ["__count", "size:sum"]
        )
        return upload_policy.Quota(
            file_bytes=website.b2b_upload_mb * 1024**2,
            files=upload_policy.MAX_FILES - len(mine),
            visitor_files=USER_FILES - count,
            visitor_bytes=USER_MEGABYTES * 1024**2 - (size or 0),
        )

    @api.autovacuum
    def _gc_uploads(self):
        """Delete the files of forms that were never sent off."""
        before = self.env.cr.now() - timedelta(hours=KEPT_HOURS)
        self.search([("create_date", "<", before)]).unlink()

    # -- Words --------------------------------------------------------------------

    def _explain_b2b_upload(self, filename, reason):
        """:return: the sentence of a reason to refuse a file, for the visitor."""
        name = upload_policy.clean_label(filename)
        return getattr(self, f"_explain_b2b_upload_{reason.code}")(name, reason.facts)

    def _explain_b2b_upload_empty(self, name, _facts):
        return self.env._("%(file)s is empty.", file=name)

    def _explain_b2b_upload_too_big(self, name, facts):
        return self.env._(
            "%(file)s is bigger than %(limit)s MB.",
            file=name,
            limit=facts["limit"] // 1024**2,
        )

    def _explain_b2b_upload_kind(self, name, facts):
        if "image/webp" in facts["kinds"]:
            return self.env._(
                "%(file)s is neither a JPEG, PNG or WebP picture nor a PDF.", file=name
            )
        return self.env._(
            "%(file)s is neither a PDF nor a JPEG or PNG picture.", file=name
        )

    def _explain_b2b_upload_too_many(self, name, facts):
        return self.env._(
            "%(file)s is one too many: %(limit)s files are enough.",
            file=name,
            limit=facts["limit"],
        )

    def _explain_b2b_upload_visitor(self, name, _facts):
        return self.env._(
            "%(file)s cannot be taken now, too much was uploaded already. Please try "
            "again tomorrow, or send it to us by mail.",
            file=name,
        )
