namespace Rondo.Client.Delivery;

/// <summary>What became of the records, and whom to tell.</summary>
sealed class Tally(Action<ClientNotice> onNotice)
{
    long _sent;
    long _rejected;
    long _refused;
    long _refusedTold;

    public long Sent => Volatile.Read(ref _sent);

    public long Rejected => Volatile.Read(ref _rejected);

    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Whether <see cref="TellRefused"/> has something to tell.</summary>
    public bool HasUntold => Refused > Volatile.Read(ref _refusedTold);

    public void AddSent(int count) => Interlocked.Add(ref _sent, count);

    public void AddRejected(int count) => Interlocked.Add(ref _rejected, count);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void Tell(NoticeKind kind, string message, long count = 0) => onNotice(new(kind, message, count));

    /// <summary>One notice for all that were refused since the last: whoever logs in a loop is not told in a loop.</summary>
    public void TellRefused(string why)
    {
        var refused = Refused;
        var told = Interlocked.Exchange(ref _refusedTold, refused);
        if (refused > told) Tell(NoticeKind.Refused, $"{refused - told} new records were not taken: {why}", refused - told);
    }
}
