namespace Rondo.Testing;

/// <summary>A check that does not hold: what was claimed, what was found, what was expected, and what to do about it.</summary>
public sealed class CheckFailedException : Exception
{
    internal CheckFailedException(string file, string claim, string found, string expected, string fix, Exception? cause = null)
        : base(string.Join('\n', $"{file}: {claim}", $"  found     {Indented(found)}", $"  expected  {Indented(expected)}", $"  fix       {Indented(fix)}"), cause)
    {
        (File, Found, Expected, Fix) = (file, found, expected, fix);
    }

    /// <summary>The lifecycle file that was checked.</summary>
    public string File { get; }

    public string Found { get; }

    public string Expected { get; }

    public string Fix { get; }

    static string Indented(string text) => text.ReplaceLineEndings("\n").Replace("\n", "\n            ", StringComparison.Ordinal);
}
