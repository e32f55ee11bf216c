import secrets
from hashlib import sha256

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..policies import quick_order as quick_policy
from ..policies import row_file
from ..policies.upload import clean_label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_PASTE = 1024**2  # signs


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
        text = text[:MAX_PASTE]
        return self._add_table(self._read(row_file.read_text, text), text.encode())

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
        decimal = quick_policy.find_decimal_sign([row.quantity for row in typed])
        rows = []
        for row in typed:
            quantity = quick_policy.parse_quantity(row.quantity, decimal)
            rows.append(
                {
                    "line": row.line,
                    "number": row.number,
                    "quantity": quantity,
                    "text": _format(quantity, row.quantity),
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
        :param str key: of the form; one that is sent twice counts once.
        """
        if key and key == self.form_key:
            return
        chosen = self._get_shop()._filter_b2b_articles(
            {one[2] for one in typed if one[2]}
        )
        rows = []
        for number, text, product_id in typed:
            if not number and not product_id:
                continue
            quantity = quick_policy.parse_quantity(text or "1")
            rows.append(
                {
                    "number": row_file.clean_cell(number),
                    "quantity": quantity,
                    "text": _format(quantity, row_file.clean_cell(text)),
                    "product_id": product_id if product_id in chosen.ids else 0,
                }
            )
        if rows:
            self._append(rows)
            self.write({"layout": False, "form_key": key})

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
        if row.get("changed") and layout["quantity"] is not None:
            changed[layout["quantity"]] = row["text"]
        for index, text in changed.items():
            cells = _pad(cells, index + 1)
            cells[index] = text
        return cells

    def _make_form_key(self):
        """:return: str: by which a form is known that is sent twice."""
        return secrets.token_hex(8)


def _pad(cells, width):
    return [*cells, *[""] * (width - len(cells))]


def _format(quantity, text):
    """:return: str: a quantity as a box of a form takes it; else what was typed."""
    return text if quantity is None else f"{quantity:.10g}"
