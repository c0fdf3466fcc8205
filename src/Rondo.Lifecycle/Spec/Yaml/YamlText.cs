using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>Bytes of a YAML file to text: UTF-8 with or without a byte order mark, at most 1 MB, no control characters.</summary>
static class YamlText
{
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > MaxBytes) throw TooLarge(bytes.Length, file);
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        string text;
        try
        {
            text = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Max(0, fault.Index)]);
            throw At(file, before, new Mistake("invalid_utf8", $"The byte 0x{bytes[Math.Max(0, fault.Index)]:x2} is not valid UTF-8.")
            {
                Hint = "Save the file as UTF-8.",
            });
        }
        RefuseControlCharacters(text, file);
        return text;
    }

    public static RondoException TooLarge(long bytes, string file) => new(
        new Mistake("file_too_large", FormattableString.Invariant($"The file has {bytes} bytes; at most {MaxBytes} are read."))
        {
            File = file,
            Hint = "A lifecycle file is a few pages long. Is this the data?",
        });

    // A NUL would end the document for the scanner, and what follows would be ignored.
    static void RefuseControlCharacters(string text, string file)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsControl(text[i]) || text[i] is '\t' or '\n' or '\r' or '\u0085') continue;
            throw At(file, text[..i], new Mistake("bad_character", $"The control character U+{(int)text[i]:X4} does not belong in a YAML file.")
            {
                Hint = "Remove it.",
            });
        }
    }

    static RondoException At(string file, string before, Mistake mistake)
    {
        var lines = before.Split('\n');
        return new RondoException(mistake with { File = file, Line = lines.Length, Column = lines[^1].Length + 1 });
    }
}
