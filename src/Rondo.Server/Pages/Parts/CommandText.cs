namespace Rondo.Server.Pages.Parts;

/// <summary>Command lines for people to copy: a name that a shell would read otherwise is quoted.</summary>
static class CommandText
{
    public static string Of(params ReadOnlySpan<string> words)
    {
        var line = "rondo";
        foreach (var word in words) line += " " + Quoted(word);
        return line;
    }

    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '@' or '=' or ',' or ':' or '~')
            ? word
            : $"'{string.Concat(word.Where(c => !char.IsControl(c))).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
