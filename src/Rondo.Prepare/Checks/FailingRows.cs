using Rondo.Engine.Data;

namespace Rondo.Prepare.Checks;

/// <summary>Finds the rows of which something holds; missing values are passed over.</summary>
static class FailingRows
{
    private const int RowsBetweenLooks = 1 << 16;

    public static int[] Of(CheckInput input, Func<int, bool> fails)
    {
        var rows = new List<int>();
        for (var row = 0; row < input.Table.RowCount; row++)
        {
            if (row % RowsBetweenLooks == 0) input.Cancellation.ThrowIfCancellationRequested();
            if (fails(row)) rows.Add(row);
        }
        return [.. rows];
    }

    /// <summary>Each distinct text that a row has is looked at once.</summary>
    public static int[] OfTexts(CheckInput input, TextColumn column, Func<string, bool> fails)
    {
        var known = new bool?[column.Dictionary.Length];
        return Of(input, row => column.Codes[row] is >= 0 and var code && (known[code] ??= fails(column.Dictionary[code])));
    }
}
