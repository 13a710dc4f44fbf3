"""pdfium's functions that a page is asked through by the thousand, called with addresses as plain numbers."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

_Address, _Index = ctypes.c_void_p, ctypes.c_int


def address(handle: Any) -> int:
    """Where what a handle of pdfium stands for lies; 0 for none."""
    return ctypes.addressof(handle.contents) if handle else 0


def _plain(function: Any, *arguments: Any, result: Any = ctypes.c_int) -> Any:
    # To make an object of each handle on the way in and out takes longer than what is asked.
    where = ctypes.cast(function, ctypes.c_void_p).value
    assert where is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(where)


letter_code = _plain(pdfium_c.FPDFText_GetUnicode, _Address, _Index, result=ctypes.c_uint)
letter_is_added = _plain(pdfium_c.FPDFText_IsGenerated, _Address, _Index)
letter_origin = _plain(pdfium_c.FPDFText_GetCharOrigin, _Address, _Index, _Address, _Address)
letter_box = _plain(pdfium_c.FPDFText_GetLooseCharBox, _Address, _Index, _Address)
letter_object = _plain(pdfium_c.FPDFText_GetTextObject, _Address, _Index, result=_Address)
letter_is_unmapped = _plain(pdfium_c.FPDFText_HasUnicodeMapError, _Address, _Index)
page_object = _plain(pdfium_c.FPDFPage_GetObject, _Address, _Index, result=_Address)
form_object = _plain(pdfium_c.FPDFFormObj_GetObject, _Address, ctypes.c_ulong, result=_Address)
object_kind = _plain(pdfium_c.FPDFPageObj_GetType, _Address)
object_matrix = _plain(pdfium_c.FPDFPageObj_GetMatrix, _Address, _Address)
fill_colour = _plain(pdfium_c.FPDFPageObj_GetFillColor, _Address, *[_Address] * 4)
stroke_colour = _plain(pdfium_c.FPDFPageObj_GetStrokeColor, _Address, *[_Address] * 4)
stroke_width = _plain(pdfium_c.FPDFPageObj_GetStrokeWidth, _Address, _Address)
draw_mode = _plain(pdfium_c.FPDFPath_GetDrawMode, _Address, _Address, _Address)
path_segments = _plain(pdfium_c.FPDFPath_CountSegments, _Address)
path_segment = _plain(pdfium_c.FPDFPath_GetPathSegment, _Address, _Index, result=_Address)
segment_point = _plain(pdfium_c.FPDFPathSegment_GetPoint, _Address, _Address, _Address)
segment_kind = _plain(pdfium_c.FPDFPathSegment_GetType, _Address)
segment_closes = _plain(pdfium_c.FPDFPathSegment_GetClose, _Address)
