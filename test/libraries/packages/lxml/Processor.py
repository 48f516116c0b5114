from lxml import etree

SHEET = etree.XSLT(
    etree.XML(
        """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/*">
        <shape kind="{local-name()}" attributes="{count(@*)}" length="{string-length(@d)}"><xsl:value-of select="."/></shape>
        </xsl:template></xsl:stylesheet>"""
    )
)


def Processor(fragment):
    return etree.tostring(SHEET(etree.fromstring(fragment)))
