import io
from base64 import b64decode

from werkzeug.datastructures import FileStorage, MultiDict

from .common import CatsB2bCommon

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class CatsB2bDocumentsCommon(CatsB2bCommon):
    """A shop that asks for an extract of the register; visitors who hand it in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cats.document.type"].search([]).active = False
        cls.extract = cls._create_type("Extract")

    @classmethod
    def _create_type(cls, name, **values):
        return cls.env["cats.document.type"].create(
            {"name": name, "website_id": cls.website.id, **values}
        )

    @classmethod
    def _create_application(cls, **values):
        return cls.env["cats.application"].create(
            {
                "company_name": "Newcomer SRL",
                "email": "new@example.com",
                "website_id": cls.website.id,
                "country_id": cls.country.id,
                **values,
            }
        )

    def _get_files(self, *files):
        """:return: uploads as a request has them; files are (type, name, content)."""
        return MultiDict(
            [
                (f"document_{type_.id}", FileStorage(io.BytesIO(content), name))
                for type_, name, content in files
            ]
        )

    def _as_public(self, **context):
        """:return: the applications, as the public of the website sees them."""
        applications = self.env["cats.application"].with_user(self.website.user_id)
        return applications.with_context(**context)

    def _keep(self, *files, token="", remote_addr="192.0.2.1"):
        uploads = self.env["cats.upload"].with_user(self.website.user_id)
        types = self.env["cats.document.type"]._get_asked(self.website)
        return uploads._keep(
            self._get_files(*files), token, types, self.website, remote_addr
        )
