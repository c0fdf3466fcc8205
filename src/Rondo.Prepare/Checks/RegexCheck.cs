using System.Text.RegularExpressions;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Checks;

/// <summary>Texts of a form. The engine without backtracking takes time in proportion to the text, whatever the pattern.</summary>
[Part("matches", "Texts match a regular expression from their first to their last character.")]
public sealed record RegexCheck : ICheck
{
    private const int LongestPattern = 1000;

    // No pattern needs it; one of a thousand nested repetitions might.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Param("The regular expression, of .NET's language without lookaround and backreferences.")]
    public string Pattern { get; init; } = "";

    public string Expected => $"texts like {Pattern}";

    public string? Problem
    {
        get
        {
            if (Pattern.Length is 0 or > LongestPattern) return Pattern.Length == 0 ? "it gives no pattern." : $"the pattern has more than {LongestPattern} characters.";
            try
            {
                Compile();
                return null;
            }
            catch (NotSupportedException)
            {
                return "the pattern is too large, or uses lookaround, a backreference or an atomic group, with which a text can take forever to match.";
            }
            catch (ArgumentException fault)
            {
                return $"the pattern is no regular expression: {fault.Message}";
            }
        }
    }

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        if (schema.Find(column!)!.Type is var type and not ColumnType.Text)
            yield return new Mistake("wrong_column_type", $"Only texts match a pattern; column '{column}' is {type.Word}.") { Hint = "Remove it here, or declare the column as text in the schema file." };
    }

    public CheckResult Run(CheckInput input)
    {
        var regex = Compile();
        try
        {
            var rows = FailingRows.OfTexts(input, (TextColumn)input.Values, text => !regex.IsMatch(text));
            return CheckResult.Of("unmatched_text", input, rows, $"Column '{input.Column}' has", (rows.Length == 1 ? "text that does" : "texts that do") + $" not match {Pattern}", row => ShownValue.Of(input.Values, row));
        }
        catch (RegexMatchTimeoutException)
        {
            throw new RondoException(new Mistake("slow_pattern", $"The pattern {Pattern} took more than {s_patience.TotalSeconds} seconds for one text of column '{input.Column}'.") { Field = input.Column, Hint = "Write it with fewer nested repetitions." });
        }
    }

    Regex Compile() => new($@"\A(?:{Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_patience);
}
