using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile.Alerts;

[Part("truncated_text", "Texts of a column seem to be cut at one length.")]
public sealed record TruncatedText : IDataAlert
{
    private const int ShortestCut = 20;
    private const int FewestValues = 5;
    private const int Window = 3;

    public IEnumerable<DataAlert> Find(ProfiledTable table)
    {
        foreach (var (column, texts) in table.TextColumns)
        {
            if (column.Profile.Lengths is not { Max: >= ShortestCut and var longest, Min: var shortest } || longest - shortest < Window) continue;
            int[] near = [.. Enumerable.Repeat(0, Window + 1)];
            foreach (var text in texts.Values)
                if (longest - TextValues.LengthOf(text) is <= Window and var below) near[below]++;
            // Lengths thin out towards the longest; many at the very end are the mark of a cut.
            if (near[0] < FewestValues || near[0] < FewestValues * Math.Max(1, near[1..].Max())) continue;
            yield return new DataAlert(column.Name, $"Column '{column.Name}' has {Wording.Count(near[0])} different texts of exactly {Wording.Count(longest)} characters and none longer: they seem to be cut.", "Look whether the source keeps the whole text.")
                .With(("texts", near[0]), ("length", longest));
        }
    }
}
