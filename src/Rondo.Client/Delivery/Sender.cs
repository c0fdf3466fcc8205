using Rondo.Client.Spool;

namespace Rondo.Client.Delivery;

/// <summary>Sends what this process logs, as it reaches the spool.</summary>
sealed class Sender(SpoolLog log, SpoolWriter writer, Courier courier, Tally tally, RondoClientOptions options)
{
    const int LentRecords = 10_000;
    static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(1);

    readonly Pulse _hurry = new();
    int _hurrying;
    long _fromMemory;
    long _settled;

    /// <summary>How many records are acknowledged or rejected.</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>Beats when <see cref="Settled"/> grew.</summary>
    public Pulse Progress { get; } = new();

    /// <summary>Doesn't wait for more to gather, until <see cref="EndHurry"/>.</summary>
    public void BeginHurry()
    {
        Interlocked.Increment(ref _hurrying);
        _hurry.Beat();
    }

    public void EndHurry() => Interlocked.Decrement(ref _hurrying);

    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var written = writer.Written.Next;
                if (await SendNext(cancellation).ConfigureAwait(false)) continue;
                await written.WaitAsync(cancellation).ConfigureAwait(false);
                await Gather(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                tally.Tell(NoticeKind.Fault, $"Sending stumbled, and is tried again: {e}");
                await Task.Delay(_afterFault, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task Gather(CancellationToken cancellation)
    {
        var hurry = _hurry.Next;
        if (Volatile.Read(ref _hurrying) > 0) return;
        await Task.WhenAny(Task.Delay(options.SendEvery, options.Clock, cancellation), hurry).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    async Task<bool> SendNext(CancellationToken cancellation)
    {
        var window = log.Read();
        if (window.IsEmpty) return await SendFromMemory(cancellation).ConfigureAwait(false);
        if (window.DamagedBytes > 0) tally.Tell(NoticeKind.SpoolDamaged, $"{window.DamagedBytes} bytes of the spool are damaged; the records in them are lost.");
        await courier.Deliver(window.Records, once: false, cancellation).ConfigureAwait(false);
        log.Acknowledge(window);
        courier.Tidy();
        Settle(window.EndSequence + _fromMemory);
        return true;
    }

    async Task<bool> SendFromMemory(CancellationToken cancellation)
    {
        if (writer.Lend() is not { } block) return false;
        var isDelivered = false;
        try
        {
            var at = 0;
            while (at < block.Bytes.Length)
            {
                at += Take(block.Bytes.Span[at..], out var records);
                await courier.Deliver(records, once: true, cancellation).ConfigureAwait(false);
            }
            courier.Tidy();
            isDelivered = true;
        }
        catch (ServerAwayException)
        {
            // The disk may take it meanwhile.
        }
        finally
        {
            writer.GiveBack(isDelivered);
        }
        if (!isDelivered) return false;
        _fromMemory += block.Count;
        Settle(Settled + block.Count);
        return true;
    }

    static int Take(ReadOnlySpan<byte> bytes, out List<SpoolRecord> records)
    {
        records = [];
        var at = 0;
        while (records.Count < LentRecords && Frame.Read(bytes[at..], out var record) is > 0 and var size)
        {
            records.Add(record);
            at += size;
        }
        return records.Count > 0 ? at : throw new InvalidDataException("A block in memory is no row of frames.");
    }

    void Settle(long count)
    {
        Volatile.Write(ref _settled, count);
        Progress.Beat();
    }
}
