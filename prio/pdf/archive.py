"""What makes the file last and be readable by everybody: PDF/A-3a and PDF/UA-1 beyond what WeasyPrint writes itself.

WeasyPrint tags the document and writes PDF/A-3a. Added here: the mark of PDF/UA-1 in the metadata, a scope on every
table heading, and the index of those headings that cells refer to (docs/adr/0007-decision-as-pdf.md).
"""

from collections.abc import Iterator

import pydyf  # type: ignore[import-untyped]  # it has no types
from weasyprint import Document
from weasyprint.pdf.metadata import DocumentMetadata

END_OF_RDF = b"</rdf:RDF>"
# PDF/A allows only properties that it knows or that a schema in the file describes, as this one does for PDF/UA.
UA_MARK = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"\
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


class AccessibleMetadata(DocumentMetadata):
    """Metadata that also says that the file follows PDF/UA-1."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """Return the metadata as RDF. Raises ValueError should WeasyPrint ever write it in another form."""
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        if not rdf.endswith(END_OF_RDF):
            raise ValueError("the metadata does not end as RDF does, so that nothing can be added to it")
        return rdf.removesuffix(END_OF_RDF) + UA_MARK + END_OF_RDF


def mark_accessible(document: Document) -> None:
    """Let the metadata of `document` say that it follows PDF/UA-1."""
    document.metadata = AccessibleMetadata(**vars(document.metadata))


def complete_headings(document: Document, pdf: pydyf.PDF) -> None:
    """Give every table heading its scope, and the structure tree an index of headings. A WeasyPrint finisher."""
    headings: list[tuple[str, bytes]] = []
    for cell in _structure_elements(pdf, "/TH"):
        row = _referred(pdf, cell["P"])
        in_head = _referred(pdf, row["P"])["S"] == "/THead"
        cell["A"]["Scope"] = "/Column" if in_head else "/Row"
        headings.append((cell["ID"].string, cell.reference))
    if not headings:
        return
    names = pydyf.Array()
    for identifier, reference in sorted(headings):
        names.extend((pydyf.String(identifier), reference))
    _referred(pdf, pdf.catalog["StructTreeRoot"])["IDTree"] = pydyf.Dictionary({"Names": names})


def _structure_elements(pdf: pydyf.PDF, kind: str) -> Iterator[pydyf.Dictionary]:
    for each in pdf.objects:
        if isinstance(each, pydyf.Dictionary) and each.get("S") == kind:
            yield each


def _referred(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[int(reference.split()[0])]
