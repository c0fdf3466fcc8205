using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Checks;

/// <summary>Texts neither too short nor too long.</summary>
[Part("length", "Texts have at least min and at most max characters.")]
public sealed record LengthCheck : ICheck
{
    [Param("The fewest characters (Unicode code points) allowed.", Min = 0, Max = 1e9)]
    public long Min { get; init; }

    [Param("The most characters allowed; when it is not given, any number.", Min = 0, Max = 1e9)]
    public long? Max { get; init; }

    public string Expected => Max is null ? FormattableString.Invariant($"at least {Min} characters") : FormattableString.Invariant($"{Min} to {Max} characters");

    public string? Problem => Max < Min ? string.Create(CultureInfo.InvariantCulture, $"min {Min} is above max {Max}.") : null;

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        if (schema.Find(column!)!.Type is var type and not ColumnType.Text)
            yield return new Mistake("wrong_column_type", $"Only texts have a length; column '{column}' is {type.Word}.") { Hint = "For numbers there are `min` and `max`." };
    }

    public CheckResult Run(CheckInput input)
    {
        var column = (TextColumn)input.Values;
        var rows = FailingRows.OfTexts(input, column, text => CountOf(text) is var count && (count < Min || count > Max));
        return CheckResult.Of("wrong_length", input, rows, $"Column '{input.Column}' has", (rows.Length == 1 ? "text" : "texts") + $" without {Expected}", row =>
            string.Create(CultureInfo.InvariantCulture, $"{ShownValue.Of(column, row)} with {CountOf(column[row]!)}"));
    }

    static long CountOf(string text)
    {
        long count = text.Length;
        for (var i = 1; i < text.Length; i++)
            if (char.IsSurrogatePair(text[i - 1], text[i])) count--;
        return count;
    }
}
