"""Writes Odoo data files the way that `make lint` wants them."""

from xml.sax.saxutils import escape, quoteattr

WIDTH = 88


class DataFile:
    """A data file that users may change records of: ``noupdate``."""

    def __init__(self):
        self.lines = [
            '<?xml version="1.0" encoding="UTF-8" ?>',
            "<!-- Made by tools/demo_catalogue/generate.py: change the catalogue. -->",
            '<odoo noupdate="1">',
        ]

    def record(self, xmlid, model, fields):
        """Add a record.

        :param fields: (name, value): a text, a dict of attributes or lines of HTML.
        """
        self.lines.append(f'    <record id="{xmlid}" model="{model}">')
        for name, value in fields:
            self._field(name, value)
        self.lines.append("    </record>")

    def _field(self, name, value):
        if isinstance(value, list):
            self.lines.append(f'        <field name="{name}" type="html">')
            self.lines += [check_width(f"            {line}") for line in value]
            self.lines.append("        </field>")
            return
        attributes, text = {"name": name}, None
        if isinstance(value, dict):
            attributes |= value
            text = attributes.pop("text", None)
        else:
            text = str(value)
        pairs = [f"{key}={quote(item)}" for key, item in attributes.items()]
        text = None if text is None else escape(text)
        end = " />" if text is None else f">{text}</field>"
        line = f"        <field {' '.join(pairs)}{end}"
        if len(line) <= WIDTH and "\n" not in line:
            self.lines.append(line)
            return
        self.lines.append("        <field")
        self.lines += [f"            {pair}" for pair in pairs]
        self.lines.append(f"        {end.lstrip()}")

    def save(self, path):
        path.write_text("\n".join([*self.lines, "</odoo>", ""]), encoding="utf-8")


def check_width(line):
    if len(line) > WIDTH:
        raise ValueError(f"Longer than {WIDTH} characters: {line.strip()}")
    return line


def quote(value):
    """Quote an attribute; line breaks stay as they are, for the reader."""
    return quoteattr(str(value)).replace("&#10;", "\n")


def ref(xmlid):
    return {"ref": xmlid}


def evaluated(expression):
    return {"eval": expression}


def command_set(xmlids):
    """:return: attributes that set a many2many field."""
    refs = [f"ref('{xmlid}')" for xmlid in xmlids]
    one_line = f"[Command.set([{', '.join(refs)}])]"
    if len(one_line) <= WIDTH - 20:
        return evaluated(one_line)
    inner = "".join(f"\n                    {item}," for item in refs)
    return evaluated(
        f"[\n                Command.set([{inner}\n                ])\n            ]"
    )
