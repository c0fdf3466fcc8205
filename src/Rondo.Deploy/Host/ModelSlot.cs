namespace Rondo.Deploy.Host;

/// <summary>A version's place in the host. The model in it comes and goes; who holds a lease keeps it.</summary>
sealed class ModelSlot(string name, int version)
{
    // Below zero nobody can take a lease: the model is not here, or is leaving.
    const int Empty = -1;

    int _leases = Empty;
    long _lastUsed;
    ServedModel? _model;

    public string Name { get; } = name;

    public int Version { get; } = version;

    public bool IsLoaded => Volatile.Read(ref _leases) != Empty;

    public int Leases => Math.Max(0, Volatile.Read(ref _leases));

    /// <summary>Milliseconds of the system's clock when somebody last asked for it.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>What it took when it was last in memory.</summary>
    public long SizeBytes { get; private set; }

    public string Key => $"{Name}@{Version}";

    public bool TryLease(out ModelLease lease)
    {
        var leases = Volatile.Read(ref _leases);
        while (leases != Empty)
        {
            var seen = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (seen == leases)
            {
                Volatile.Write(ref _lastUsed, Environment.TickCount64);
                lease = new ModelLease(this, _model!);
                return true;
            }
            leases = seen;
        }
        lease = default;
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _leases);

    /// <summary>Only while nobody else loads or evicts.</summary>
    public void Fill(ServedModel model)
    {
        (_model, SizeBytes) = (model, model.SizeBytes);
        Volatile.Write(ref _lastUsed, Environment.TickCount64);
        Volatile.Write(ref _leases, 0);
    }

    /// <summary>Lets the model go if nobody holds a lease.</summary>
    public bool TryEmpty()
    {
        if (Interlocked.CompareExchange(ref _leases, Empty, 0) != 0) return false;
        _model = null;
        return true;
    }
}
