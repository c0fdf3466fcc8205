namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>Rows of the earlier and the later table that are the same row, and those that have no partner; all 0-based and ascending.</summary>
/// <param name="Partners">Of each row of the later table its row of the earlier one, or -1.</param>
/// <param name="Removed">Rows of the earlier table without a partner.</param>
sealed record RowPairs(int[] Partners, int[] Removed)
{
    public static RowPairs Of(int[] partners, int rowsBefore)
    {
        var hasPartner = new bool[rowsBefore];
        foreach (var row in partners)
            if (row >= 0) hasPartner[row] = true;
        return new(partners, [.. Enumerable.Range(0, rowsBefore).Where(row => !hasPartner[row])]);
    }

    public int[] Added => [.. Enumerable.Range(0, Partners.Length).Where(row => Partners[row] < 0)];

    public bool AreReordered
    {
        get
        {
            var last = -1;
            foreach (var row in Partners)
            {
                if (row < 0) continue;
                if (row < last) return true;
                last = row;
            }
            return false;
        }
    }
}
