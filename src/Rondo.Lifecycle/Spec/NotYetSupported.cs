using System.Text.RegularExpressions;

namespace Rondo.Lifecycle.Spec;

/// <summary>
/// Words of the lifecycle file that this version reads nothing from. They are mistakes, never ignored.
/// A key is written as its path, a value as the path of its key, '=' and the word.
/// </summary>
static partial class NotYetSupported
{
    private static readonly HashSet<string> s_words = new(StringComparer.Ordinal)
    {
        "prepare.features.encode=tfidf",
        "prepare.augment=smote",
        "prepare.augment=noise",
    };

    public static bool HasKey(string path) => s_words.Contains(path);

    public static bool HasValue(string path, string word) => s_words.Contains($"{path}={word}");

    /// <summary>Whether an expression has an aggregate over time, such as <c>count(events.call, 30d)</c>.</summary>
    public static bool IsWindow(string expression) => Window().IsMatch(expression);

    [GeneratedRegex(@",\s*[0-9]+(s|m|h|d|w|mo|y)\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Window();
}
