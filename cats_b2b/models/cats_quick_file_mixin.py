import secrets
from hashlib import sha256

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..policies import quick_order as quick_policy
from ..policies import row_file, typed_quantity
from ..policies.form_key import add_mark, get_mark
from ..policies.upload import clean_label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CatsQuickFileMixin(models.AbstractModel):
    """Rows that come from a file, a pasted block or a form, and go back (ORD-4)."""

    _name = "cats.quick.file.mixin"
    _description = "Files of a quick order"

    def _get_shop(self):
        """:return: website: the shop, with the rights of the current user."""
        return self.website_id.sudo(False)

    def _get_limits(self):
        """:return: row_file.Limits: what a file of this shop may hold."""
        return row_file.Limits(
            rows=self.website_id.b2b_upload_rows,
            size=self.website_id.b2b_upload_mb * 1024**2,
        )

    # -- In -------------------------------------------------------------------

    def _add_file(self, file):
        """Add the rows of an uploaded file.

        :param file: of a form, with ``filename`` and ``stream``.
        :return: whether it was added: not when it is in the list already.
        :rtype: bool
        :raise UserError: saying what is wrong with it, in words.
        """
        limits = self._get_limits()
        # No more is read than it takes to know that it is too much.
        content = file.stream.read(limits.size + 1)
        table = self._read(row_file.read_file, content)
        return self._add_table(table, content, clean_label(file.filename))

    def _add_paste(self, text):
        """Add the rows of a pasted block.

        :return: as of :meth:`_add_file`.
        :raise UserError: saying what is wrong with it, in words.
        """
        table = self._read(row_file.read_paste, text)
        return self._add_table(table, text.encode())

    def _read(self, reader, content):
        try:
            return reader(content, self._get_limits())
        except row_file.RowFileError as error:
            raise UserError(self._explain_file(error.reason)) from error

    def _add_table(self, table, content, name=None):
        """Add what a table asks for, unless it stands here already."""
        digest = sha256(content).hexdigest()
        if digest in (self.sources or ()):
            return False
        columns = quick_policy.find_columns(table.rows)
        typed = quick_policy.get_rows(table.rows, columns)
        thousands = self._find_thousands(table, columns, typed)
        rows = []
        for row in typed:
            quantity = typed_quantity.parse_quantity(row.quantity, thousands)
            rows.append(
                {
                    "line": row.line,
                    "number": row.number,
                    "quantity": quantity,
                    "text": self._write_quantity(quantity, row.quantity),
                    "cells": row.cells,
                }
            )
        is_first = name and not self.rows
        self._append(rows)
        self.write(
            {
                "sources": [*(self.sources or ()), digest],
                "name": name or self.name,
                # Two files together have no columns in common.
                "layout": self._get_layout(table, columns) if is_first else False,
            }
        )
        return True

    def _find_thousands(self, table, columns, typed):
        """Tell how the quantities of a table are meant that can be read in two ways.

        A spreadsheet's own numbers have a decimal point; of texts the column tells, and
        where it does not, the reader's language.

        :return: str: as of :func:`typed_quantity.find_thousands`.
        """
        if columns.quantity in table.fractions:
            return ","
        default, _decimal = self.env["uom.uom"]._get_b2b_lang_signs()
        return typed_quantity.find_thousands((row.quantity for row in typed), default)

    def _write_quantity(self, quantity, text=""):
        """:return: str: a quantity as a box takes it; what was typed if it is none."""
        if quantity is None:
            return text
        return self.env["uom.uom"]._write_b2b_quantity(quantity)

    def _get_layout(self, table, columns):
        """:return: dict: what it takes to write a file like the one that came."""
        return {
            "kind": table.kind,
            "delimiter": table.delimiter,
            "encoding": table.encoding,
            "head": [cells for _line, cells in table.rows[: columns.header]],
            "number": columns.number,
            "quantity": columns.quantity,
        }

    def _add_typed(self, typed, key):
        """Add rows that were typed.

        :param list typed: tuples of article number, quantity as a text, and id of the
            article that was chosen from the suggestions, or nothing.
        :param str key: of the form; the same rows of the same form count once.
        :return: whether they were not there before.
        :rtype: bool
        """
        mark = get_mark(key, typed)
        if mark and mark in (self.form_marks or ()):
            return False
        chosen = self._get_shop()._filter_b2b_articles(
            {one[2] for one in typed if one[2]}
        )
        rows = []
        for number, text, product_id in typed:
            if not number and not product_id:
                continue
            quantity = self.env["uom.uom"]._parse_b2b_quantity(text or "1")
            rows.append(
                {
                    "number": row_file.clean_cell(number),
                    "quantity": quantity,
                    "text": self._write_quantity(quantity, row_file.clean_cell(text)),
                    "product_id": product_id if product_id in chosen.ids else 0,
                }
            )
        if rows:
            self._append(rows)
            marks = add_mark(self.form_marks, mark) if mark else self.form_marks
            self.write({"layout": False, "form_marks": marks})
        return True

    def _append(self, rows):
        """Add rows behind those that are here.

        :raise UserError: if they become too many.
        """
        kept = self.rows or []
        limit = self._get_limits().rows
        if len(kept) + len(rows) > limit:
            raise UserError(
                self._explain_file(
                    row_file.RowFileError("too_many", limit=limit).reason
                )
            )
        first = max((int(row["key"]) for row in kept), default=0) + 1
        fresh = [{**row, "key": str(key)} for key, row in enumerate(rows, first)]
        self.rows = [*kept, *fresh]

    # -- Errors in words ------------------------------------------------------

    def _explain_file(self, reason):
        """:return: str: why a file was refused."""
        return getattr(self, f"_explain_file_{reason.code}")(reason.facts)

    def _explain_file_empty(self, _facts):
        return self.env._("There is nothing in it.")

    def _explain_file_too_big(self, facts):
        return self.env._(
            "The file is too large: %(limit)s MB are allowed.",
            limit=formatLang(self.env, facts["limit"] / 1024**2, digits=0),
        )

    def _explain_file_too_many(self, facts):
        return self.env._(
            "These are too many rows: %(limit)s are allowed at once.",
            limit=formatLang(self.env, facts["limit"], digits=0),
        )

    def _explain_file_sparse(self, _facts):
        return self.env._(
            "There are too many empty rows in the file. Please delete them, and save "
            "it again."
        )

    def _explain_file_binary(self, _facts):
        return self.env._(
            "This is no table. Please upload a CSV or Excel file (.xlsx)."
        )

    def _explain_file_old_excel(self, _facts):
        return self.env._(
            "This is an Excel file of the old kind (.xls), or one with a password. "
            "Please save it as .xlsx or CSV without a password."
        )

    def _explain_file_spreadsheet(self, _facts):
        return self.env._(
            "This kind of file cannot be read. Please save it as CSV or Excel (.xlsx)."
        )

    def _explain_file_broken(self, _facts):
        return self.env._(
            "The file is damaged and cannot be read. Please save it again."
        )

    # -- Out ------------------------------------------------------------------

    def _write_file(self):
        """Hand the rows back with a column that says what becomes of each.

        In the format in which they came, if they are of one file; what a spreadsheet
        would take for a formula is text.

        :return: name, media type and content of the file.
        :rtype: tuple[str, str, bytes]
        """
        self.ensure_one()
        layout = self.layout or {}
        lines = self._get_file_lines(layout, self._get_outcomes())
        stem = (self.name or self.env._("Quick order")).rpartition(".")[0] or self.name
        stem = stem or self.env._("Quick order")
        if layout.get("kind") == "xlsx":
            from ..policies import row_xlsx

            return f"{stem}.xlsx", XLSX, row_xlsx.write(lines)
        content = row_file.write_csv(
            lines,
            layout.get("delimiter", ";"),
            layout.get("encoding", "utf-8-sig"),
        )
        return f"{stem}.csv", "text/csv", content

    def _get_file_lines(self, layout, outcomes):
        """:return: iterable of lists of texts: the head and the rows."""
        if not layout:
            yield [
                self.env._("Article number"),
                self.env._("Quantity"),
                self.env._("Result"),
            ]
            for row in self.rows or ():
                yield [row["number"], row["text"], outcomes.get(row["key"], "")]
            return
        rows = [self._get_file_cells(row, layout) for row in self.rows or ()]
        width = max(map(len, [*layout["head"], *rows]), default=0)
        for cells in layout["head"][:-1]:
            yield cells
        for cells in layout["head"][-1:]:
            yield [*_pad(cells, width), self.env._("Result")]
        for row, cells in zip(self.rows or (), rows, strict=True):
            yield [*_pad(cells, width), outcomes.get(row["key"], "")]

    def _get_file_cells(self, row, layout):
        """:return: list of str: the cells of a row as they came, but for changes."""
        cells = list(row["cells"])
        changed = {layout["number"]: row["number"]} if row.get("changed") else {}
        place = layout["quantity"]
        # Without the rest of its column it might be read in another way.
        if place is not None and (
            row.get("changed")
            or typed_quantity.is_ambiguous(_pad(cells, place + 1)[place])
        ):
            changed[place] = row["text"]
        for index, text in changed.items():
            cells = _pad(cells, index + 1)
            cells[index] = text
        return cells

    def _make_form_key(self):
        """:return: str: by which a form is known that is sent twice."""
        return secrets.token_hex(8)


def _pad(cells, width):
    return [*cells, *[""] * (width - len(cells))]
