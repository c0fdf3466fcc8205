using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>A LIKE pattern or a regular expression; takes time in proportion to the text, whatever the pattern.</summary>
sealed class TextPattern
{
    const int LongestPattern = 1000;
    const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    readonly Regex _regex;

    TextPattern(Regex regex) => _regex = regex;

    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <param name="start">Where the pattern stands in the filter, for the mistake.</param>
    public static TextPattern Parse(FilterOperator kind, string pattern, int start = 0)
    {
        if (pattern.Length > LongestPattern)
            throw FilterLexer.Mistake(start, string.Create(CultureInfo.InvariantCulture, $"The pattern at character {start + 1} of the filter has {pattern.Length} characters; at most {LongestPattern} are allowed."));
        try
        {
            return new TextPattern(kind switch
            {
                FilterOperator.Like => new Regex(OfLike(pattern), Linear | RegexOptions.Singleline),
                FilterOperator.ILike => new Regex(OfLike(pattern), Linear | RegexOptions.Singleline | RegexOptions.IgnoreCase),
                _ => new Regex(pattern, Linear),
            });
        }
        catch (RegexParseException e)
        {
            throw FilterLexer.Mistake(start, $"The regular expression '{pattern}' at character {start + 1} of the filter can't be read: {e.Message}");
        }
        catch (NotSupportedException)
        {
            throw FilterLexer.Mistake(start, $"The regular expression '{pattern}' at character {start + 1} of the filter is too large or looks around or back.",
                "Leave out lookaheads, lookbehinds, back references and large counted repeats.");
        }
    }

    static string OfLike(string pattern)
    {
        var regex = new StringBuilder("\\A");
        foreach (var c in pattern)
            regex.Append(c switch
            {
                '%' => ".*",
                '_' => ".",
                _ => Regex.Escape(c.ToString()),
            });
        return regex.Append("\\z").ToString();
    }
}
