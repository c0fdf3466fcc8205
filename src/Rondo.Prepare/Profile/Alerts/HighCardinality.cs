using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("high_cardinality", "A column of text has so many values that each has few rows.")]
public sealed record HighCardinality : IDataAlert
{
    private const int FewestValues = 50;
    private const int RowsPerValue = 10;

    public IEnumerable<DataAlert> Find(ProfiledTable table) =>
        from found in table.TextColumns
        let profile = found.Column.Profile
        where profile.Distinct >= FewestValues && profile.Count < RowsPerValue * profile.Distinct && !UniqueValues.IsUnique(profile)
        where found.Texts.Shape.Words < UniqueValues.FreeTextWords && !DatesAsText.IsDates(found.Texts) && !NumbersAsText.AreMostlyNumbers(found.Texts)
        select new DataAlert(profile.Name, $"Column '{profile.Name}' has {Wording.Count(profile.Distinct)} values, {Wording.Number((double)profile.Count / profile.Distinct)} rows each.", "Group the values, take a part of them, or encode them by the target.")
            .With(("distinct", profile.Distinct), ("rows_per_value", (double)profile.Count / profile.Distinct));
}
