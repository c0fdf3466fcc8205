namespace Rondo.Prepare.Sources.Cells;

/// <summary>Times as web servers write them: <c>10/Oct/2000:13:55:36 -0700</c> (the strftime format %d/%b/%Y:%H:%M:%S %z of the Common Log Format).</summary>
static class LogTime
{
    /// <summary>The bytes of <c>2000-10-10T13:55:36-0700</c>.</summary>
    public const int IsoLength = 24;

    private const int Length = 26;

    /// <summary>The same time in ISO 8601, its numbers not yet looked at; false when the text has another form.</summary>
    public static bool TryToIso(ReadOnlySpan<byte> text, Span<byte> iso)
    {
        if (text.Length != Length || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[20] != ' ') return false;
        var month = MonthOf(text[3..6]);
        if (month == 0) return false;
        text[7..11].CopyTo(iso);
        iso[4] = iso[7] = (byte)'-';
        iso[5] = (byte)('0' + (month / 10));
        iso[6] = (byte)('0' + (month % 10));
        text[..2].CopyTo(iso[8..]);
        iso[10] = (byte)'T';
        text[12..20].CopyTo(iso[11..]);
        text[21..].CopyTo(iso[19..]);
        return Text.CellReading.TryTimestamp(iso, out _, out var hasZone) && hasZone;
    }

    static int MonthOf(ReadOnlySpan<byte> name)
    {
        var names = "JanFebMarAprMayJunJulAugSepOctNovDec"u8;
        var at = names.IndexOf(name);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
    }
}
