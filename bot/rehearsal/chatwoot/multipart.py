"""Reading `multipart/form-data` with the standard library's mail parser."""

from email.parser import BytesParser
from email.policy import HTTP

from bot.rehearsal.wire import Json

_KINDS = ("image", "audio", "video")


def multipart_fields(content_type: str, body: bytes) -> Json:
    """The fields by name; files become Chatwoot attachments under `attachments[]`."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    fields: Json = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        raw = part.get_payload(decode=True)
        content = raw if isinstance(raw, bytes) else b""
        if part.get_filename():
            fields.setdefault("attachments[]", []).append(
                attachment(str(part.get_filename()), part.get_content_type(), len(content))
            )
        else:
            fields[str(name)] = content.decode()
    return fields


def attachment(file_name: str, content_type: str, size: int) -> Json:
    """An attachments element; `data_url` is a link that redirects to the storage."""
    kind = content_type.partition("/")[0]
    return {
        "file_type": kind if kind in _KINDS else "file",
        "extension": file_name.rpartition(".")[2],
        "content_type": content_type,
        "data_url": f"https://chatwoot.example/rails/active_storage/blobs/{file_name}",
        "thumb_url": "",
        "file_size": size,
        "width": None,
        "height": None,
    }
