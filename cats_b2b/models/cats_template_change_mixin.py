from odoo import models
from odoo.exceptions import UserError

from ..policies import order_template as template_policy

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
        template_sudo.name = self._clean_name(name)

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
        lang = self.env["res.lang"]._get_data(code=self.env.user.lang)
        errors = {}
        for line_sudo in template_sudo.line_ids:
            if line_sudo.id not in texts:
                continue
            quantity = template_policy.parse_quantity(
                texts[line_sudo.id], lang.thousands_sep
            )
            if quantity is None:
                errors[line_sudo.id] = self.env._("Please enter a quantity above zero.")
            elif quantity != line_sudo.quantity:
                line_sudo.quantity = quantity
        return errors

    def _remove_lines(self, lines):
        """Take lines out.

        :param cats.order.template.line lines: some of its lines; those of other
            templates stay.
        """
        template_sudo = self._check_template("edit")
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

    def _replace_product(self, line, product):
        """Let a line want another article, such as its successor.

        :param cats.order.template.line line: one of its lines.
        :param product.product product: one that the current user sees.
        """
        template_sudo = self._check_template("edit")
        product.with_user(self.env.user).check_access("read")
        line_sudo = template_sudo.line_ids & line.sudo()
        line_sudo.write({"product_id": product.id, "options": False})
