from odoo.fields import Command

from odoo.addons.payment.utils import generate_access_token

from .access_matrix import ACTORS, DOCUMENTS
from .accounting_common import CatsB2bAccountingCommon
from .http_common import CatsB2bHttpCommon

CONTENT = "What the attachment of %s says"
MARKS = {
    "payment_link": "123.45",
    "orders_card": "Follow, view or pay your orders",
    "quotes_card": "Quotations to review",
    "invoices_card": "Follow, download or pay your invoices",
}
MESSAGE = "What was written about %s"


class AccessWorld(CatsB2bHttpCommon, CatsB2bAccountingCommon):
    """One of each document of the matrix, of each actor who owns some.

    An article is 7,654.32 for visitors, 7,111.22 for the customer and 7,333.44 for the
    other customer: none of the three stands on any page by chance.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls._create_customer("Quincaillerie Delvaux")
        cls.customer.name = "Verrerie Lambrecht"
        cls._create_article()
        cls._create_actors()
        cls._create_documents()
        cls.env.flush_all()

    # -- The shop -----------------------------------------------------------------

    @classmethod
    def _create_article(cls):
        cls.article = cls._create_product("Zephyrium", 7654.32)
        # A website's own, and not for everybody to choose: a customer has his.
        cls.pricelist.write({"sequence": 1, "selectable": True})
        cls.lists = {
            company: cls._create_pricelist(
                cls.eur,
                name=f"Prices of {company.name}",
                website_id=cls.website.id,
                selectable=False,
                sequence=50,
                item_ids=[
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": cls.article.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": price,
                        }
                    )
                ],
            )
            for company, price in (
                (cls.customer, 7111.22),
                (cls.other_customer, 7333.44),
            )
        }
        for company, pricelist in cls.lists.items():
            company.property_product_pricelist = pricelist
        cls._add_stock(cls.article, 1000)

    @classmethod
    def _create_actors(cls):
        companies = {"customer": cls.customer, "other": cls.other_customer}
        cls.users = {}
        for actor in ACTORS:
            if not actor.company:
                cls.users[actor.name] = cls.env.ref("base.public_user")
                continue
            company = companies[actor.company]
            user = cls._create_portal_user(f"mx_{actor.name}", company)
            user._set_b2b_rights(actor.rights)
            user.partner_id.name = f"Mx{actor.name.capitalize()} Person"
            user.property_product_pricelist = cls.lists[company]
            cls.users[actor.name] = user
        keys = cls.env["res.users.apikeys"]
        cls.keys = {
            name: keys.with_user(user).sudo()._generate(None, "matrix", None)
            for name, user in cls.users.items()
            if name != "public"
        }

    # -- Its documents ------------------------------------------------------------

    @classmethod
    def _create_documents(cls):
        """Fill `subjects`: by document and owner, what the ways ask for."""
        cls.records = {}
        for actor in ACTORS:
            if actor.owns:
                cls._create_documents_of(actor.name)
        cls.subjects = {
            key: cls._describe(record, key) for key, record in cls.records.items()
        }

    @classmethod
    def _create_documents_of(cls, owner):
        cls.partner = cls.users[owner].partner_id
        for document in DOCUMENTS:
            key = (document.name, owner)
            first = (document.name, "owner")
            if document.shared and first in cls.records:
                cls.records[key] = cls.records[first]
                continue
            if not document.model:
                cls.records[key] = cls.partner
                continue
            create = getattr(cls, f"_make_{document.name}", None)
            cls.records[key] = create() if create else cls._derive(document, owner)

    @classmethod
    def _derive(cls, document, owner):
        """:return: a part of a document: its line, its amounts, its message."""
        whole, part = document.name.rsplit("_", 1)
        if part == "amount" and whole.endswith("_line"):
            return cls.records[whole, owner]
        record = cls.records[whole, owner]
        if part == "message":
            return record.message_ids.filtered(
                lambda message: message.message_type == "comment"
            )
        if part == "serial":
            return record.lot_id
        if part == "line":
            name = "line_ids"
            if record._name == "account.move":
                name = "invoice_line_ids"
            elif record._name == "sale.order":
                name = "order_line"
            return record[name][:1]
        return record

    @classmethod
    def _describe(cls, record, key):
        """:return: dict: the facts that ways, marks and URLs are made of."""
        name, owner = key
        partner = cls.users[owner].partner_id
        facts = {
            "id": record.id,
            "model": record._name,
            "pid": partner.id,
            "mark": [record.display_name],
            "thread": ["can_react"],
            "provider": cls.provider.id,
            "method": cls.wire_transfer.id,
            "country": cls.country.id,
            "role": cls.env.ref("cats_b2b.cats_role_technician").id,
            "form": ['name="first_name"'],
            "seller": cls.company.id,
            "currency": cls.eur.id,
            "pay_token": generate_access_token(
                partner.id, 123.45, cls.eur.id, env=cls.env
            ),
        }
        if record._name == "cats.application":
            facts["mark"] = [record.email]
        if name == "right_log":
            # The newest ones are on its first page.
            colleagues = cls.customer.child_ids - cls.users["principal"].partner_id
            facts["mark"] = colleagues.mapped("name")
        if name in MARKS:
            facts["mark"] = [MARKS[name]]
        if name.endswith("_amount"):
            facts["mark"] = ["7,111.22", "8,604.58", "7111.22", "8604.58"]
        if name == "product_price":
            facts["mark"] = [
                *("7,654.32", "7654.32", "7,111.22", "7111.22"),
                *("7,333.44", "7333.44"),
            ]
        if record._name == "product.product":
            facts |= {
                "product_url": record.website_url,
                "template": record.product_tmpl_id.id,
                "search": record.name,
            }
            facts["mark"] = facts["mark"] if "price" in name else [record.name]
        if record._name == "sale.order":
            facts |= {
                "amount": record.amount_total,
                "line": record.order_line[:1].id,
            }
        if record._name == "cats.order.template":
            facts |= {"last_line": record.line_ids[-1:].id, "article": cls.article.id}
        if record._name == "account.move":
            facts |= {
                "amount": record.amount_total,
                "pay_token": generate_access_token(
                    record.partner_id.id,
                    record.amount_total,
                    record.currency_id.id,
                    env=cls.env,
                ),
            }
        if record._name == "cats.order.request":
            facts |= {"order": record.order_id.id, "mark": [record.name]}
        if record._name == "stock.move.line":
            facts |= {"variant": record.product_id.id, "mark": [record.lot_id.name]}
        if record._name == "cats.return":
            facts |= {"line": record.line_ids.id, "mark": [record.name]}
        if record._name == "rma":
            facts |= cls._describe_rma(record)
        if record._name == "stock.picking":
            facts |= cls._describe_transfer(record)
        if "access_token" in record._fields and hasattr(record, "_portal_ensure_token"):
            facts["token"] = record._portal_ensure_token()
            facts["hash"] = record._sign_token(partner.id)
        return facts | cls._describe_thread(record)

    @classmethod
    def _describe_transfer(cls, transfer):
        """:return: dict: the tokens of a transfer's order and of its RMA, if any."""
        rma = transfer.move_ids.rma_receiver_ids
        return {
            "order_token": transfer.sale_id._portal_ensure_token(),
            "rma": rma.id,
            "rma_token": rma and rma._portal_ensure_token(),
        }

    @classmethod
    def _describe_rma(cls, rma):
        """:return: dict: what OCA's form and links are made of; of the slips, that of a
        delivery that is none of the RMA.
        """
        foreign = cls.records["free_transfer", "owner"]
        return {
            "order": rma.order_id.id,
            "order_token": rma.order_id._portal_ensure_token(),
            "line": rma.sale_line_id.id,
            "product": rma.product_id.id,
            "uom": rma.product_uom.id,
            "delivery": rma.picking_id.id,
            "operation": rma.operation_id.id,
            "foreign_slip": foreign.id,
            "slip": [foreign.name],
        }

    @classmethod
    def _describe_thread(cls, record):
        messages = record.message_ids if "message_ids" in record._fields else ()
        attachment = messages and messages.attachment_ids[:1]
        if not attachment:
            return {}
        return {
            "message": [MESSAGE % record.display_name],
            "content": [CONTENT % record.display_name],
            "attachment": attachment.id,
            "attachment_token": attachment.access_token,
        }

    @classmethod
    def _talk(cls, record):
        """Write to the customer, with a file, as a salesman does."""
        message = record.message_post(
            body=MESSAGE % record.display_name,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("file.txt", CONTENT % record.display_name)],
        )
        message.attachment_ids.generate_access_token()
        return record

    @classmethod
    def _order(cls, **values):
        values = {"partner_id": cls.partner.id, "website_id": False, **values}
        return cls._create_order((cls.article, 1), **values)

    @classmethod
    def _make_order(cls):
        order = cls._order()
        order.action_confirm()
        return cls._talk(order)

    @classmethod
    def _make_quotation(cls):
        order = cls._order(require_signature=True, require_payment=False)
        order.state = "sent"
        return cls._talk(order)

    @classmethod
    def _make_cancelled(cls):
        order = cls._order()
        order._action_cancel()
        return cls._talk(order)

    @classmethod
    def _make_cart(cls):
        order = cls._order(website_id=cls.website.id)
        order._set_delivery_method(cls.carrier)
        return cls._talk(order)

    @classmethod
    def _make_draft(cls):
        return cls._talk(cls._order())

    @classmethod
    def _bill(cls):
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "invoice_date": "2026-01-05",
                "invoice_date_due": "2026-01-05",
                "invoice_line_ids": [
                    Command.create({"product_id": cls.article.id, "quantity": 1})
                ],
            }
        )

    @classmethod
    def _make_draft_invoice(cls):
        return cls._talk(cls._bill())

    @classmethod
    def _make_invoice(cls):
        invoice = cls._bill()
        invoice.action_post()
        return cls._talk(invoice)

    @classmethod
    def _make_transfer(cls):
        order = cls.env["sale.order"].search(
            [("partner_id", "=", cls.partner.id), ("state", "=", "sale")]
        )
        return cls._talk(order.picking_ids)

    @classmethod
    def _make_order_request(cls):
        """Of another order: of the first one somebody asks for something himself."""
        order = cls._order()
        order.action_confirm()
        request = cls.env["cats.order.request"].create(
            {
                "name": cls.env["ir.sequence"].next_by_code("cats.order.request"),
                "order_id": order.id,
                "user_id": cls.partner.user_ids.id,
                "kind": "cancel",
                "line_ids": [
                    Command.create({"order_line_id": order.order_line[:1].id})
                ],
            }
        )
        return cls._talk(request)

    @classmethod
    def _make_return(cls):
        """Of an order that was delivered to whoever claims it."""
        order = cls._order()
        order.action_confirm()
        order.picking_ids.button_validate()
        claim = cls.env["cats.return"].create(
            {
                "name": cls.env["ir.sequence"].next_by_code("cats.return"),
                "partner_id": cls.partner.id,
                "user_id": cls.partner.user_ids.id,
                "company_id": cls.company.id,
                "policy_id": cls.env["cats.return.policy"]._get_current(cls.company).id,
            }
        )
        line = order.order_line[:1]
        cls.env["cats.return.line"].create(
            {
                "return_id": claim.id,
                "sale_line_id": line.id,
                "move_line_id": order.picking_ids.move_line_ids[:1].id,
                "product_id": line.product_id.id,
                "product_uom_id": line.product_uom_id.id,
                "quantity": 1,
                "reason": "defective",
                "reason_id": cls.env.ref("cats_b2b.return_reason_defective").id,
                "description": "It hums.",
            }
        )._log_event("submitted")
        return cls._talk(claim)

    @classmethod
    def _make_return_line(cls):
        login = cls.partner.user_ids.login.removeprefix("b2b_mx_")
        return cls.records["return", login].line_ids

    @classmethod
    def _make_rma(cls):
        """Of a delivered order; its token went out by mail."""
        order = cls._order()
        order.action_confirm()
        order.picking_ids.button_validate()
        rma = cls.env["rma"].create(
            {
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "order_id": order.id,
                "picking_id": order.picking_ids.id,
                "move_id": order.picking_ids.move_ids.id,
                "operation_id": cls.env.ref("cats_b2b.rma_operation_return").id,
            }
        )
        rma.action_confirm()
        rma.message_subscribe(cls.partner.ids)
        return cls._talk(rma)

    @classmethod
    def _make_rma_slip(cls):
        rma = cls.records["rma", cls.partner.user_ids.login.removeprefix("b2b_mx_")]
        return rma.reception_move_id.picking_id

    @classmethod
    def _make_rma_finalization(cls):
        return cls.env["rma.finalization"].create({"name": "Kept by the warehouse"})

    @classmethod
    def _make_free_transfer(cls):
        return cls.env["stock.picking"].create(
            {
                "partner_id": cls.customer.id,
                "picking_type_id": cls.warehouse.out_type_id.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "location_dest_id": cls.customer.property_stock_customer.id,
            }
        )

    @classmethod
    def _make_unit(cls):
        product = cls._create_unit_article()
        order = cls._create_order(
            (product, 1), partner_id=cls.partner.id, website_id=False
        )
        order.action_confirm()
        return cls._ship(order.picking_ids)

    @classmethod
    def _make_free_unit(cls):
        product = cls._create_unit_article()
        transfer = cls._make_free_transfer()
        transfer.move_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": 1,
                    "location_id": transfer.location_id.id,
                    "location_dest_id": transfer.location_dest_id.id,
                }
            )
        ]
        transfer.action_confirm()
        return cls._ship(transfer)

    @classmethod
    def _create_unit_article(cls):
        return cls._create_product(
            "Quillium", 12.5, tracking="serial", b2b_warranty_months=24
        )

    @classmethod
    def _ship(cls, transfer):
        """Deliver a transfer of one article.

        :return: what was delivered, with a serial number of its own.
        """
        move = transfer.move_ids
        lot = cls.env["stock.lot"].create(
            {
                "name": f"SN-QUILL-{transfer.id}",
                "product_id": move.product_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.env["stock.quant"]._update_available_quantity(
            move.product_id, transfer.location_id, 1, lot_id=lot
        )
        transfer.action_assign()
        move.picked = True
        transfer._action_done()
        return move.move_line_ids

    @classmethod
    def _make_token(cls):
        return cls.env["payment.token"].create(
            {
                "provider_id": cls.provider.id,
                "payment_method_id": cls.wire_transfer.id,
                "partner_id": cls.partner.id,
                "provider_ref": f"ref {cls.partner.id}",
                "payment_details": f"{cls.partner.id:04}",
            }
        )

    @classmethod
    def _make_pricelist(cls):
        return cls.lists[cls.customer]

    @classmethod
    def _make_pricelist_item(cls):
        return cls.lists[cls.customer].item_ids

    @classmethod
    def _make_other_pricelist(cls):
        return cls.lists[cls.other_customer]

    @classmethod
    def _make_other_pricelist_item(cls):
        return cls.lists[cls.other_customer].item_ids

    @classmethod
    def _make_visitors_pricelist(cls):
        return cls.pricelist

    @classmethod
    def _make_product(cls):
        return cls.article

    @classmethod
    def _make_product_price(cls):
        return cls.article

    @classmethod
    def _make_template_price(cls):
        return cls.article.product_tmpl_id

    @classmethod
    def _make_colleague(cls):
        return cls.partner

    @classmethod
    def _make_user(cls):
        return cls.partner.user_ids

    @classmethod
    def _make_address_user(cls):
        user = cls._create_portal_user("mx_dock", cls.customer)
        user.partner_id.type = "delivery"
        return user

    @classmethod
    def _make_customer(cls):
        return cls.customer

    @classmethod
    def _make_address(cls):
        return cls.env["res.partner"].create(
            {
                "name": "Quai Septembre",
                "parent_id": cls.customer.id,
                "company_id": cls.company.id,
                "type": "delivery",
                "street": "Quai Septembre 30",
                "zip": "5000",
                "city": "Namur",
                "country_id": cls.country.id,
                "email": "dock@example.com",
                "phone": "+32 81 00 00 00",
            }
        )

    @classmethod
    def _make_other_customer(cls):
        return cls.other_customer

    @classmethod
    def _make_change_request(cls, kind="email", about=None, **values):
        return cls.env["cats.change.request"].create(
            {
                "kind": kind,
                "partner_id": cls.customer.id,
                "address_id": (about or cls.partner).id,
                "user_id": cls.partner.user_ids.id,
                "website_id": cls.website.id,
                "line_ids": [
                    Command.create(
                        {"field_name": "email", "new_value": "new@x.example"}
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _make_applicant(cls):
        application = cls.env["cats.application"].create(
            {
                "origin": "visitor",
                "state": "pending",
                "waits_for": "principal",
                "website_id": cls.website.id,
                "lang": "en_US",
                "first_name": "Odile",
                "last_name": "Nouvelle",
                "email": "odile@verrerie.example",
                "company_name": "Verrerie",
                "vat": cls.customer.vat,
                "partner_id": cls.customer.id,
                "country_id": cls.country.id,
            }
        )
        return application

    @classmethod
    def _make_invitation(cls):
        users = cls.env["cats.application"].with_user(cls.users["principal"])
        names = {"first_name": "Pia", "last_name": "Proche", "email": "pia@x.example"}
        role = cls.env.ref("cats_b2b.cats_role_buyer").sudo()
        errors = users._invite_by_principal(names, role, cls.website.sudo())
        assert not errors, errors
        return cls.env["cats.application"].search([("email", "=", "pia@x.example")])

    @classmethod
    def _make_foreign_request(cls):
        """The customer's request to another company of the database."""
        return cls._make_change_request(
            "billing", cls.customer, website_id=cls._create_other_shop().id
        )

    @classmethod
    def _create_other_shop(cls):
        seller = cls.env["res.company"].create({"name": "Other seller"})
        cls.env.user.company_ids = [Command.link(seller.id)]
        return cls.env["website"].create(
            {"name": "Other shop", "company_id": seller.id, "b2b_enabled": True}
        )

    @classmethod
    def _make_foreign_log(cls):
        shop = cls.records["foreign_request", "owner"].website_id
        log = cls._make_right_log()
        return log.copy({"company_id": shop.company_id.id})

    @classmethod
    def _make_company_request(cls):
        return cls._make_change_request("company", cls.customer)

    @classmethod
    def _make_role(cls):
        return cls.env["cats.role"].create(
            {"name": "Night shift", "partner_id": cls.customer.id}
        )

    @classmethod
    def _make_shipped_role(cls):
        return cls.env.ref("cats_b2b.cats_role_buyer")

    @classmethod
    def _make_right_log(cls):
        return cls.env["cats.right.log"].create(
            {
                "partner_id": cls.customer.id,
                "contact_id": cls.partner.id,
                "company_id": cls.company.id,
                "kind": "rights",
            }
        )

    @classmethod
    def _make_order_template(cls, **values):
        lines = [Command.create({"product_id": cls.article.id}) for _line in range(2)]
        return cls.env["cats.order.template"].create(
            {
                "name": f"Template of {cls.partner.name}",
                "user_id": cls.partner.user_ids.id,
                "website_id": cls.website.id,
                "line_ids": lines,
                **values,
            }
        )

    @classmethod
    def _make_shared_template(cls):
        return cls._make_order_template(name="Template of everybody", is_shared=True)

    @classmethod
    def _make_quick_order(cls):
        name = f"list-{cls.partner.user_ids.login}.csv"
        return cls.env["cats.quick.order"].create(
            {
                "name": name,
                "user_id": cls.partner.user_ids.id,
                "website_id": cls.website.id,
                "rows": [
                    {
                        "key": "1",
                        "number": name,
                        "quantity": 1.0,
                        "text": "1",
                        "product_id": cls.article.id,
                    }
                ],
            }
        )

    @classmethod
    def _make_customer_article(cls):
        return cls.env["cats.customer.article"].create(
            {
                "partner_id": cls.customer.id,
                "product_id": cls.article.id,
                "number": "Numéro Décembre",
            }
        )

    @classmethod
    def _make_wish(cls):
        return cls.env["product.wishlist"].create(
            {
                "partner_id": cls.partner.id,
                "product_id": cls.article.id,
                "website_id": cls.website.id,
            }
        )
