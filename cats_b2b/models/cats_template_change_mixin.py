from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..policies.form_key import add_mark, get_mark

KINDS = ("template", "list")
MAX_NAME = 100


class CatsTemplateChangeMixin(models.AbstractModel):
    """What becomes of an order template or a project list (ORD-2, ORD-8).

    Each method asks :meth:`_check_template` whether the current user may do it, and
    raises what that raises.
    """

    _name = "cats.template.change.mixin"
    _description = "Changes of order templates"

    def _rename(self, name):
        """Give it another name.

        :param str name: the new one.
        :raise odoo.exceptions.ValidationError: if that is none, or too long.
        """
        template_sudo = self._check_template("edit")
        name = self._clean_name(name)
        if name != template_sudo.name:
            template_sudo.name = name

    def _try_to_rename(self, name):
        """Give it another name, or tell what is wrong with it.

        :param str name: the new one.
        :return: a message, empty once it is called so.
        :rtype: str
        """
        try:
            self._rename(name)
        except ValidationError as error:
            return str(error)
        return ""

    def _convert(self, kind):
        """Make a template of a list, or a list of a template (ORD-8).

        :param str kind: ``template`` or ``list``.
        :raise UserError: for another kind.
        """
        if kind not in KINDS:
            raise UserError(self.env._("Please choose a template or a list."))
        self._check_template("edit").kind = kind

    def _share(self, shared):
        """Let all users of the company see it, or its owner alone again.

        :param bool shared: whether all see it.
        """
        template_sudo = self._check_template("share" if shared else "unshare")
        template_sudo.is_shared = shared

    def _put_away(self, away):
        """Archive it, or take it out of the archive again.

        :param bool away: whether it is archived.
        """
        template_sudo = self._check_template("archive" if away else "restore")
        template_sudo.active = not away

    def _duplicate(self, key=None):
        """Make a copy that is the current user's own, and private.

        :param str key: of the form that asks: the same one gets the same copy.
        :return: the copy; none if another request is just making it.
        :rtype: cats.order.template
        """
        template_sudo = self._check_template("copy")
        owner_sudo = self._check_owner(self._get_copy_owner())
        vals = template_sudo.copy_data()[0]
        name = self.env._("%(name)s (copy)", name=template_sudo.name)
        vals.update(
            name=name[:MAX_NAME],
            user_id=owner_sudo.id,
            request_key=key,
        )
        return self._create_once(vals)

    def _get_copy_owner(self):
        """:return: res.users: whose copy the staff make; customers make their own."""
        return None if self.env.user._is_b2b_customer() else self.sudo().user_id

    # -- Lines --------------------------------------------------------------------

    def _set_quantities(self, texts):
        """Change quantities as they were typed; the good ones are kept.

        :param dict texts: what was typed, by id of a line; those of other templates
            are not looked at.
        :return: message by id of a line whose quantity stays as it was.
        :rtype: dict[int, str]
        """
        template_sudo = self._check_template("edit")
        lines_sudo = template_sudo.line_ids.filtered(lambda line: line.id in texts)
        quantities, errors = self._parse_quantities(
            {line_sudo.id: texts[line_sudo.id] for line_sudo in lines_sudo}
        )
        for line_sudo in lines_sudo:
            quantity = quantities.get(line_sudo.id, line_sudo.quantity)
            if quantity != line_sudo.quantity:
                line_sudo.quantity = quantity
        return errors

    def _remove_lines(self, lines):
        """Take lines out.

        :param cats.order.template.line lines: some of its lines; those of other
            templates stay.
        :raise UserError: if there are none.
        """
        template_sudo = self._check_template("edit")
        if not lines:
            raise UserError(self.env._("Please tick the articles that you want."))
        (template_sudo.line_ids & lines.sudo()).unlink()

    def _sort_lines(self, line_ids):
        """Bring lines into an order.

        :param list line_ids: ids in the wanted order; lines that are not among them
            follow as they stood, ids of other templates are not looked at.
        """
        template_sudo = self._check_template("edit")
        place = {line_id: index for index, line_id in enumerate(line_ids)}
        lines_sudo = template_sudo.line_ids.sorted(
            lambda line: place.get(line.id, len(place))
        )
        for sequence, line_sudo in enumerate(lines_sudo, start=1):
            if line_sudo.sequence != sequence:
                line_sudo.sequence = sequence

    def _move_line(self, line, step):
        """Move a line up or down.

        :param cats.order.template.line line: one of its lines.
        :param int step: by how many places, negative is up.
        """
        line_ids = self._check_template("edit").line_ids.ids
        if line.id not in line_ids:
            return
        index = line_ids.index(line.id)
        line_ids.insert(max(index + step, 0), line_ids.pop(index))
        self._sort_lines(line_ids)

    def _take_proposal(self, line, website):
        """Let a line want what the shop proposes instead, such as a successor.

        :param cats.order.template.line line: one of its lines.
        :param website website: the shop that is asked what it proposes now.
        :raise UserError: if it proposes nothing.
        """
        template_sudo = self._check_template("edit")
        line_sudo = template_sudo.line_ids & line.sudo()
        rows = self._get_b2b_rows(line)
        decisions = self._judge_without_cart(website, rows)
        if not decisions:
            raise UserError(self.env._("There is nothing to take instead."))
        proposal = decisions[rows[0].key].proposal
        line_sudo.product_id = proposal.product_id
        line_sudo.write(
            {
                "quantity": proposal.quantity,
                "options": proposal.options or False,
                **({"product_uom_id": proposal.uom_id} if proposal.uom_id else {}),
            }
        )

    # -- Into the cart ------------------------------------------------------------

    def _get_cart_rows(self, website, texts=None, lines=None):
        """Return what goes into the current user's cart, whole or some of it (ORD-2).

        What the cart cannot take stands on its page then, line by line.

        :param website website: the shop.
        :param dict texts: quantities as they were typed, by id of a line.
        :param cats.order.template.line lines: some of the lines, by default all.
        :return: the rows, and message by id of the lines whose quantity is none.
        :rtype: tuple[list[WantedRow], dict[int, str]]
        :raise odoo.exceptions.AccessError: if he may not see it.
        :raise UserError: if he may not order, or there is nothing to put in.
        """
        self.ensure_one()
        self.with_user(self.env.user).check_access("read")
        if obstacle := website._get_b2b_ordering_obstacle():
            raise UserError(obstacle)
        rows, errors = self._get_typed_rows(texts or {}, lines)
        if not rows:
            raise UserError(self.env._("Please tick the articles that you want."))
        chosen = {int(row.key) for row in rows}
        return rows, {id_: text for id_, text in errors.items() if id_ in chosen}

    def _is_first_time(self, key, rows):
        """Tell whether a form puts rows into a cart for the first time, and note it.

        When a form arrives twice at once, the database lets one of them wait, and
        start again with what the other has noted.

        :param str key: of the form; without one it always is.
        :param list rows: as of :meth:`_get_cart_rows`; others of the same form, to
            which somebody went back, are another time.
        :rtype: bool
        """
        wanted = [(row.key, row.quantity) for row in rows]
        mark = get_mark(key, self.env.uid, wanted)
        if not mark:
            return True
        # The caller has checked that he may see it; the key is no content of it.
        template_sudo = self.sudo()
        if mark in (template_sudo.cart_marks or ()):
            return False
        template_sudo.cart_marks = add_mark(template_sudo.cart_marks, mark)
        template_sudo.flush_recordset(["cart_marks"])
        return True
