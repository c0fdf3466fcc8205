using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Rondo.Prepare.Sources;

/// <summary>The forms in which a secret may come out of a library: as it is, escaped for JSON, HTML or an address, in base64, line by line.</summary>
static class SecretForms
{
    // What is left of a short secret in base64 could stand in any text.
    private const int ShortestEncoded = 6;
    private const int ShortestLine = 8;

    public static IEnumerable<string> Of(string secret) =>
        Escaped(secret).Concat(Encoded(secret)).Concat(Lines(secret)).Distinct(StringComparer.Ordinal);

    static IEnumerable<string> Escaped(string secret) =>
    [
        secret,
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        WebUtility.HtmlEncode(secret),
        HtmlEncoder.Default.Encode(secret),
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        LowerEscapes(Uri.EscapeDataString(secret)),
    ];

    // %2F and %2f are the same.
    static string LowerEscapes(string text)
    {
        var lowered = new StringBuilder(text);
        for (var i = 0; i + 2 < text.Length; i++)
            if (text[i] == '%') (lowered[i + 1], lowered[i + 2]) = (char.ToLowerInvariant(text[i + 1]), char.ToLowerInvariant(text[i + 2]));
        return lowered.ToString();
    }

    // Within a longer text, as in `user:secret` of basic authentication, a secret begins at one of three places of a group;
    // the characters at its ends also depend on its neighbours.
    static IEnumerable<string> Encoded(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = (before * 8 + 5) / 6;
            var length = ((before + bytes.Length) * 8 / 6) - first;
            if (length < ShortestEncoded) continue;
            var middle = text.Substring(first, length);
            yield return middle;
            yield return middle.Replace('+', '-').Replace('/', '_');
        }
    }

    static IEnumerable<string> Lines(string secret) =>
        secret.Contains('\n', StringComparison.Ordinal) ? secret.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= ShortestLine) : [];
}
