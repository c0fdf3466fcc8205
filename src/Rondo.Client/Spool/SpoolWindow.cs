namespace Rondo.Client.Spool;

/// <summary>Some records of the spool, in order.</summary>
/// <param name="EndSequence">How many records lie before the window's end.</param>
/// <param name="DamagedBytes">What lies here instead of records.</param>
sealed record SpoolWindow(IReadOnlyList<SpoolRecord> Records, SpoolPosition End, long EndSequence, long DamagedBytes)
{
    public static SpoolWindow Nothing { get; } = new([], default, 0, 0);

    public bool IsEmpty => Records.Count == 0 && DamagedBytes == 0;
}
