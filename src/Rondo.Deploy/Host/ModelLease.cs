namespace Rondo.Deploy.Host;

/// <summary>A model that stays in memory until this is given back, once.</summary>
public readonly struct ModelLease : IDisposable
{
    readonly ModelSlot? _slot;

    internal ModelLease(ModelSlot slot, ServedModel model) => (_slot, Model) = (slot, model);

    public ServedModel Model { get; }

    public void Dispose() => _slot?.Return();
}
