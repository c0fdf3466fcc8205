namespace Rondo.Prepare.Sources.Csv;

/// <summary>Finds where records end.</summary>
static class CsvRecords
{
    /// <summary>The length of the whole records at the start of the bytes, of which more may follow.</summary>
    public static int Cut(ReadOnlySpan<byte> bytes, CsvDialect dialect, int maxCellBytes)
    {
        // A CR at the very end may be half of a CR LF.
        if (bytes[^1] == '\r') bytes = bytes[..^1];
        if (!dialect.HasQuotes || !bytes.Contains((byte)'"')) return bytes.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        var cells = new CsvTokenizer(bytes, dialect);
        var end = 0;
        while (cells.Read())
        {
            if (cells.IsUnclosed) return cells.Raw.Length > maxCellBytes ? bytes.Length : end;
            if (cells.EndsRecord && cells.Position < bytes.Length) end = cells.Position;
        }
        return bytes[^1] is (byte)'\n' ? bytes.Length : end;
    }

    /// <summary>The delimiter that gives the first records the same number of cells, and the most of them.</summary>
    public static byte FindDelimiter(ReadOnlySpan<byte> bytes, bool hasQuotes)
    {
        const int SampleBytes = 1 << 16;
        var isWhole = bytes.Length <= SampleBytes;
        var sample = isWhole ? bytes : bytes[..SampleBytes];
        var (best, bestScore) = ((byte)',', (Agreeing: 0, Cells: 1));
        // On a tie the rarer character in text wins.
        foreach (var candidate in "\t|;,"u8)
        {
            var score = Score(sample, new CsvDialect(candidate, hasQuotes), isWhole);
            if (score.Cells < 2 || score.CompareTo(bestScore) <= 0) continue;
            (best, bestScore) = (candidate, score);
        }
        return best;
    }

    // How many of the first records have as many cells as the first, and how many cells that is.
    static (int Agreeing, int Cells) Score(ReadOnlySpan<byte> sample, CsvDialect dialect, bool isWhole)
    {
        const int Records = 100;
        int agreeing = 0, first = 0, cellCount = 0;
        var cells = new CsvTokenizer(sample, dialect);
        for (var record = 0; record < Records && cells.Read();)
        {
            cellCount++;
            if (!cells.EndsRecord) continue;
            var isBlank = cellCount == 1 && cells.Raw.Length == 0;
            if (!isBlank && (isWhole || cells.Position < sample.Length))
            {
                if (record++ == 0) first = cellCount;
                if (cellCount == first) agreeing++;
            }
            cellCount = 0;
        }
        return (agreeing, first);
    }
}
