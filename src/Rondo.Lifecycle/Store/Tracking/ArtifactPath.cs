using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Names of a run's files: relative, with <c>/</c> between folders, readable by any system in one way only.</summary>
public static class ArtifactPath
{
    const int LongestPath = 1000;

    /// <exception cref="RondoException">It could lead elsewhere, or means different things to different readers.</exception>
    public static string Check(string path)
    {
        var isGood = path.Length is > 0 and <= LongestPath && path.Split('/').All(IsGoodPart);
        return isGood ? path : throw new RondoException("invalid_path", $"'{Shown(path)}' can't be the path of an artifact.",
            "A path is relative, has '/' between folders, none of them empty, '.' or '..', and no control characters, '\\' or '%' escapes of these.");
    }

    // A colon makes a drive or a scheme of the first part, so it is refused there by what follows from Windows and URIs alike.
    static bool IsGoodPart(string part) =>
        part.Length > 0 && part is not ("." or "..") && part.Trim() == part
        && !part.Any(c => char.IsControl(c) || char.IsSurrogate(c) && !IsPaired(part) || c is '\\' or ':' or '\u2028' or '\u2029')
        && !HasEscape(part);

    static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }

    // What is still escaped after the one decoding would be decoded again by somebody else.
    static bool HasEscape(string part)
    {
        for (var i = part.IndexOf('%', StringComparison.Ordinal); i >= 0 && i + 2 < part.Length; i = part.IndexOf('%', i + 1))
            if (char.IsAsciiHexDigit(part[i + 1]) && char.IsAsciiHexDigit(part[i + 2])) return true;
        return false;
    }

    static string Shown(string path) => path.Length <= 100 ? path : path[..100] + "...";
}
