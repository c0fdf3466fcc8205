using Rondo.Engine.Errors;

namespace Rondo.Deploy.Host;

/// <summary>Brings versions into memory, one at a time, and lets those idle longest go when the budget is spent.</summary>
sealed class ModelMemory(IModelCatalog catalog, long budget) : IDisposable
{
    // Before a model was loaded once, its memory is guessed from its file.
    const int MemoryPerByteOfFile = 3;

    readonly SemaphoreSlim _oneAtATime = new(1);
    readonly HashSet<ModelSlot> _loaded = [];
    readonly Lock _gate = new();

    public long UsedBytes
    {
        get
        {
            lock (_gate) return _loaded.Sum(s => s.SizeBytes);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <exception cref="HostException">It can't be read, or there is no room.</exception>
    public async ValueTask<ModelLease> Load(ModelSlot slot, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (slot.TryLease(out var lease)) return lease;
            // Not cancelled with the request: whoever asks next finds it there.
            return await Task.Run(() => Load(slot), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Lets a version go as soon as nobody uses it.</summary>
    public void Forget(ModelSlot slot)
    {
        lock (_gate)
            if (slot.TryEmpty()) _loaded.Remove(slot);
    }

    ModelLease Load(ModelSlot slot)
    {
        var model = Read(slot);
        MakeRoom(slot, model.SizeBytes);
        slot.Fill(model);
        lock (_gate) _loaded.Add(slot);
        return slot.TryLease(out var lease) ? lease : throw Busy(slot);
    }

    ServedModel Read(ModelSlot slot)
    {
        try
        {
            var content = catalog.Open(slot.Name, slot.Version);
            MakeRoom(slot, slot.SizeBytes > 0 ? slot.SizeBytes : content.Pipeline.LongLength * MemoryPerByteOfFile, isGuess: slot.SizeBytes == 0);
            return ServedModel.Load(slot.Name, slot.Version, content);
        }
        catch (RondoException e)
        {
            throw new HostException(HostRefusal.Broken, $"Version {slot.Key} can't be loaded: {e.Message}", e);
        }
    }

    void MakeRoom(ModelSlot slot, long bytes, bool isGuess = false)
    {
        if (bytes > budget && !isGuess)
            throw new HostException(HostRefusal.TooLarge, FormattableString.Invariant($"Version {slot.Key} takes {bytes} bytes, more than the {budget} that all models may take."));
        lock (_gate)
        {
            var used = _loaded.Sum(s => s.SizeBytes);
            if (used + bytes <= budget) return;
            foreach (var idle in _loaded.Where(s => s.Leases == 0).OrderBy(s => s.LastUsed).ToArray())
            {
                if (!idle.TryEmpty()) continue;
                _loaded.Remove(idle);
                used -= idle.SizeBytes;
                if (used + bytes <= budget) return;
            }
        }
        if (!isGuess) throw Busy(slot);
    }

    static HostException Busy(ModelSlot slot) => new(HostRefusal.Busy, $"There is no memory for {slot.Key} while the other models are in use.");
}
