using System.Text.Encodings.Web;
using Rondo.Engine.Errors;

namespace Rondo.Server.Pages.Parts;

/// <summary>Long texts of whole lines, cut so that a page stays small whatever is in them.</summary>
static class CutText
{
    const int LongestLine = 400;

    /// <summary>The first lines that fit into so many characters of HTML.</summary>
    public static IReadOnlyList<string> Head(IEnumerable<string> lines, int most) => [.. Fitting(lines, most)];

    /// <summary>The last lines that fit into so many characters of HTML.</summary>
    public static IReadOnlyList<string> Tail(IEnumerable<string> lines, int most) => [.. Fitting(lines.Reverse(), most).Reverse()];

    static IEnumerable<string> Fitting(IEnumerable<string> lines, int most)
    {
        foreach (var line in lines)
        {
            // A character may take eight in HTML, a line's end five: what counts is what is sent.
            var shown = Visible(line);
            if ((most -= HtmlEncoder.Default.Encode(shown).Length + 5) < 0) yield break;
            yield return shown;
        }
    }

    // Marks that turn the direction of writing would make code look like other code.
    static string Visible(string line) => VisibleText.Of((line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…").Replace("\t", "    ", StringComparison.Ordinal));
}
