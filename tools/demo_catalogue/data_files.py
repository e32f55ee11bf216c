"""The data files of the demo addon: attributes, categories, articles, days off."""

import csv
import io
import re
from xml.sax.saxutils import escape

from catalogue import ATTRIBUTES, CATEGORIES, FAMILIES
from holidays import get_holidays
from xml_writer import DataFile, command_set, evaluated, ref

# An article names its accessories, so these come first.
FIRST = ["accessory", "spare", "oak"]
BULKY = {"OK-BAT-12"}
COVERS = {
    "power": "BI-240-24",
    "din_rail": "AL-60-24",
    "enclosed": "CY-350-24",
    "led": "FR-60-1500",
    "led_voltage": "EL-240-24",
    "led_current": "FR-20-500",
    "led_dali": "HZ-75-24",
    "adapters": "MP-60-55",
    "desktop": "JU-90-19",
    "poe": "MP-30-55",
    "backup": "OK-UPS-240",
    "accessories": "AC-CORD-EU",
    "mounting": "AC-CONN-67",
    "spare": "SP-FAN-40",
}


def get_value_key(attribute, value):
    words = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    return f"attribute_value_{attribute}_{words}"


def get_values(articles):
    """:return: the values of each attribute in the order that a reader expects."""

    def rank(value):
        numbers = re.findall(r"\d+", value)
        return (len(numbers) > 1, float(numbers[0]) if numbers else 0, value)

    values = {key: set() for key in ATTRIBUTES}
    for article in articles:
        for key, value in article.attributes.items():
            values[key].add(value)
    return {key: sorted(found, key=rank) for key, found in values.items()}


def write_attributes(folder, articles):
    data = DataFile()
    for number, (key, name) in enumerate(ATTRIBUTES.items(), 1):
        fields = [
            ("name", name),
            ("sequence", evaluated(number)),
            ("create_variant", "no_variant"),
            ("display_type", "radio"),
            ("visibility", "visible"),
        ]
        data.record(f"attribute_{key}", "product.attribute", fields)
    for key, values in get_values(articles).items():
        for number, value in enumerate(values, 1):
            fields = [
                ("name", value),
                ("sequence", evaluated(number)),
                ("attribute_id", ref(f"attribute_{key}")),
            ]
            data.record(get_value_key(key, value), "product.attribute.value", fields)
    data.save(folder / "product_attribute_data.xml")


def write_categories(folder, articles):
    codes = {article.code: article for article in articles}
    data = DataFile()
    for number, (key, (name, parent)) in enumerate(CATEGORIES.items(), 1):
        fields = [("name", name), ("sequence", evaluated(number * 10))]
        if parent:
            fields.append(("parent_id", ref(f"public_category_{parent}")))
        fields.append(("cover_image", get_picture(codes[COVERS[key]])))
        data.record(f"public_category_{key}", "product.public.category", fields)
    data.save(folder / "product_public_category_data.xml")


def get_picture(article):
    path = f"cats_b2b_demo/static/img/{article.key}.webp"
    return {"type": "base64", "file": path}


def write_products(folder, articles):
    """One file per family, :return: their names in the order of loading."""
    names = []
    known = {family.key: family for family in FAMILIES}
    for key in [*FIRST, *(key for key in known if key not in FIRST)]:
        family = known[key]
        data = DataFile()
        for number, article in enumerate(articles, 1):
            if article.family is family:
                fields = get_product_fields(article, number)
                data.record(f"product_{article.key}", "product.template", fields)
        names.append(f"product_{family.key}_data.xml")
        data.save(folder / names[-1])
    return names


def get_product_fields(article, number):
    numbers = {
        "list_price": f"{article.price:.2f}",
        "standard_price": f"{article.cost:.2f}",
        "weight": f"{article.weight:g}",
        "b2b_min_qty": article.minimum,
        "b2b_qty_multiple": article.multiple,
        "b2b_lead_days": article.lead,
        "b2b_warranty_months": article.warranty_months,
        "b2b_bulky": article.code in BULKY,
        "website_sequence": number * 10,
    }
    fields = [
        ("name", article.name),
        ("default_code", article.code),
        ("barcode", article.barcode),
        ("b2b_brand", article.family.brand),
        ("b2b_manufacturer_ref", article.manufacturer_ref),
        ("type", "consu"),
        ("is_storable", evaluated("True")),
        ("invoice_policy", "delivery"),
        ("categ_id", ref("product.product_category_goods")),
        *((name, evaluated(value)) for name, value in numbers.items() if value),
        ("allow_out_of_stock_order", evaluated("True")),
        ("description_sale", article.text),
        ("description_ecommerce", get_description(article)),
        ("image_1920", get_picture(article)),
        (
            "public_categ_ids",
            command_set([f"public_category_{article.family.category}"]),
        ),
        ("is_published", evaluated("True")),
    ]
    if article.attributes:
        fields.append(("attribute_line_ids", get_attribute_lines(article)))
    linked = [code for code in article.accessories if code != article.code]
    spares = [code for code in linked if code.startswith("SP-")]
    accessories = [code for code in linked if code not in spares]
    if accessories:
        fields.append(("accessory_product_ids", get_accessories(accessories)))
    if spares:
        codes = [f"product_{code.lower().replace('-', '_')}" for code in spares]
        fields.append(("b2b_spare_part_ids", command_set(codes)))
    return fields


def get_description(article):
    size = " x ".join(f"{side:g}" for side in article.size)
    points = article.family.points or (f"{size} mm",)
    return [
        "<ul>",
        *(f"    <li>{escape(point)}</li>" for point in points),
        "</ul>",
        f'<p class="text-muted">{article.code} - EAN {article.barcode}</p>',
    ]


def get_attribute_lines(article):
    pad = " " * 16
    lines = [
        f"{pad}Command.create({{\n"
        f"{pad}    'attribute_id': ref('attribute_{key}'),\n"
        f"{pad}    'value_ids': [Command.link(ref('{get_value_key(key, value)}'))],\n"
        f"{pad}}}),\n"
        for key, value in article.attributes.items()
    ]
    return evaluated(f"[\n{''.join(lines)}            ]")


def get_accessories(codes):
    pad = " " * 20
    lines = [
        f"{pad}obj(ref('product_{code.lower().replace('-', '_')}'))"
        ".product_variant_id.id,\n"
        for code in codes
    ]
    code = f"[\n                Command.set([\n{''.join(lines)}                ])\n"
    return {"model": "product.template", "eval": f"{code}            ]"}


def write_documents(folder, articles):
    """One record per datasheet, in two files that stay short."""
    names = []
    half = (len(articles) + 1) // 2
    for part, some in enumerate((articles[:half], articles[half:]), 1):
        data = DataFile()
        for article in some:
            path = f"cats_b2b_demo/static/pdf/{article.key}.pdf"
            fields = [
                ("name", f"Datasheet {article.code}.pdf"),
                ("res_model", "product.template"),
                ("res_id", ref(f"product_{article.key}")),
                ("datas", {"type": "base64", "file": path}),
                ("mimetype", "application/pdf"),
                ("shown_on_product_page", evaluated("True")),
            ]
            data.record(f"document_{article.key}", "product.document", fields)
        names.append(f"product_document_{part}_data.xml")
        data.save(folder / names[-1])
    return names


def write_holidays(folder):
    data = DataFile()
    for place, day, name, first, last in get_holidays():
        fields = [
            ("name", name),
            ("calendar_id", ref(f"calendar_{place}")),
            ("date_from", first),
            ("date_to", last),
            ("time_type", "leave"),
        ]
        xmlid = f"holiday_{place}_{day:%Y_%m_%d}"
        data.record(xmlid, "resource.calendar.leaves", fields)
    data.save(folder / "resource_calendar_leaves_data.xml")


def write_stock(folder, articles):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["article", "brussels", "venlo"])
    for article in articles:
        quantities = [article.stock["brussels"], article.stock["venlo"]]
        writer.writerow([f"product_{article.key}", *quantities])
    (folder / "stock.csv").write_text(stream.getvalue(), encoding="utf-8")


def write_data_files(folder, articles):
    write_attributes(folder, articles)
    write_categories(folder, articles)
    names = write_products(folder, articles)
    names += write_documents(folder, articles)
    write_holidays(folder)
    write_stock(folder, articles)
    return names
