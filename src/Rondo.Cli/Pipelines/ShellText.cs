namespace Rondo.Cli.Pipelines;

/// <summary>Words as a POSIX shell reads them.</summary>
static class ShellText
{
    public static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
