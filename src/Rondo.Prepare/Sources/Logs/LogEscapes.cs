using System.Globalization;
using System.Text.Unicode;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>Undoes what Apache (mod_log_config) and nginx (log_format, escape=default) do to quotes, backslashes and bytes that aren't plain ASCII.</summary>
static class LogEscapes
{
    /// <summary>The text as it was sent; as it is written when that would be no text.</summary>
    public static ReadOnlySpan<byte> Undo(ReadOnlySpan<byte> text, ref byte[] scratch)
    {
        if (!text.Contains((byte)'\\')) return text;
        if (scratch.Length < text.Length) scratch = new byte[text.Length * 2];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && TryByte(text[at..], out var value, out var used))
            {
                scratch[length++] = value;
                at += used - 1;
            }
            else
            {
                scratch[length++] = text[at];
            }
        }
        var undone = scratch.AsSpan(0, length);
        // Garbage that somebody sent to the port stays escaped.
        return Utf8.IsValid(undone) && !undone.ContainsAnyInRange((byte)0, (byte)31) ? undone : text;
    }

    static bool TryByte(ReadOnlySpan<byte> text, out byte value, out int used)
    {
        (value, used) = (0, 2);
        if (text.Length < 2) return false;
        switch (text[1])
        {
            case (byte)'"' or (byte)'\\':
                value = text[1];
                return true;
            case (byte)'x' when text.Length >= 4 && byte.TryParse(text[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value):
                used = 4;
                return true;
            case (byte)'n' or (byte)'t' or (byte)'r':
                value = text[1] == 'n' ? (byte)'\n' : text[1] == 't' ? (byte)'\t' : (byte)'\r';
                return true;
            default:
                return false;
        }
    }
}
