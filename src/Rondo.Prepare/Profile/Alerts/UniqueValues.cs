using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

[Part("unique_values", "A column tells rows apart and nothing else: an identifier.")]
public sealed record UniqueValues : IDataAlert
{
    internal const double FreeTextWords = 3;
    private const double Share = 0.99;
    private const int FewestRows = 20;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from column in table.Features
        where IsUnique(column.Profile) && (column.Texts is { } texts ? IsNoContent(texts) : column.Column is IntegerColumn { Type: ColumnType.Int64 } whole && IsRowNumber(whole))
        select new DataAlert(column.Name, $"Column '{column.Name}' has {Wording.Count(column.Profile.Distinct)} distinct values in {Wording.Count(column.Profile.Count)} rows: it looks like an identifier.", "Drop it as a feature; it may be the key of the split.")
            .With(("distinct", column.Profile.Distinct), ("rows", column.Profile.Count));

    internal static bool IsUnique(ColumnProfile profile) => profile.Count >= FewestRows && profile.Distinct > Share * profile.Count;

    static bool IsNoContent(TextValues texts) =>
        texts.Shape.Words < FreeTextWords && !DatesAsText.IsDates(texts) && !NumbersAsText.AreMostlyNumbers(texts);

    // Steps of one, whichever way.
    static bool IsRowNumber(IntegerColumn column)
    {
        if (column.Length < 2 || column.Missing is not null && column.Missing.Contains(true)) return false;
        var step = column.Values[1] - column.Values[0];
        if (Math.Abs(step) != 1) return false;
        for (var row = 1; row < column.Length; row++)
            if (column.Values[row] - column.Values[row - 1] != step) return false;
        return true;
    }
}
