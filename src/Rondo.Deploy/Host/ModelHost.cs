using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host.Routing;

namespace Rondo.Deploy.Host;

/// <summary>
/// The models that a process serves. A request takes a lease on a version; an alias that moves changes which version the next
/// request gets, never one under way. What serves next is in memory before it serves.
/// </summary>
public sealed partial class ModelHost : IDisposable
{
    const int RetryMilliseconds = 5000;
    const int AskMilliseconds = 100;

    readonly IModelCatalog _catalog;
    readonly HostOptions _options;
    readonly ILogger _log;
    readonly ModelMemory _memory;
    readonly SemaphoreSlim _refreshing = new(1);

    volatile HostSnapshot _snapshot = HostSnapshot.Empty;
    volatile ImmutableHashSet<string> _unloaded = [];
    volatile bool _isDraining;
    volatile bool _hasStarted;
    long _sequence = long.MinValue;
    long _retryAt;
    long _askedAt;
    Task _asking = Task.CompletedTask;

    // What was seen of an arm outlives its routes' states.
    readonly ConcurrentDictionary<(string Route, string Arm, int Version), ArmCounts> _arms = new();

    public ModelHost(IModelCatalog catalog, HostOptions options, ILogger log)
    {
        (_catalog, _options, _log) = (catalog, options, log);
        _memory = new ModelMemory(catalog, options.MemoryBytes);
        Shadows = new ShadowLine(options.GivesWay);
    }

    /// <summary>Whether requests should come: everything asked for was loaded, and the host is not about to stop.</summary>
    public bool IsReady => _hasStarted && !_isDraining;

    public bool IsDraining => _isDraining;

    /// <summary>About how much memory models take.</summary>
    public long UsedBytes => _memory.UsedBytes;

    /// <summary>The names served, in order.</summary>
    public IReadOnlyList<string> Names => [.. _snapshot.Models.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The model that was asked for first; null when none was asked for by name.</summary>
    public string? First => _options.Models.IsEmpty ? null : _options.Models[0].Name;

    /// <summary>The threads of versions that answer in the control's place.</summary>
    internal AsideThreads Aside { get; } = new("treatment", Math.Max(2, Environment.ProcessorCount), givesWay: false);

    /// <summary>What waits for versions that answer nobody.</summary>
    internal ShadowLine Shadows { get; }

    public void Dispose()
    {
        Aside.Dispose();
        Shadows.Dispose();
        _memory.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>Loads everything that was asked for by name.</summary>
    /// <exception cref="HostException">A model is not there or can't be loaded.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        await Refresh(cancellation).ConfigureAwait(false);
        foreach (var reference in _options.Models)
            (await Acquire(reference.Name, null, null, cancellation).ConfigureAwait(false)).Dispose();
        _hasStarted = true;
    }

    /// <summary>Asks the catalog for changes until it is cancelled.</summary>
    public async Task Watch(TimeProvider clock, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_options.PollInterval, clock);
        try
        {
            await TryRefresh(cancellation).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) await TryRefresh(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to end.
        }
    }

    /// <summary>Tells probes that no more requests should come; those that come are answered all the same.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>The versions of a model and what its names mean now; null when it isn't served.</summary>
    public HostedNames? Find(string name) => !_unloaded.Contains(name) && _snapshot.Models.TryGetValue(name, out var model) ? HostedNames.Of(model) : null;

    /// <summary>Whether the version is in memory now.</summary>
    public bool IsLoaded(string name, string? alias, int? version) => Slot(name, alias, version) is { IsLoaded: true };

    /// <summary>The route of this name, of whichever model; null when there is none.</summary>
    public ModelRoute? FindRoute(string name) => _snapshot.Models.Values.Select(m => m.Route?.Route).FirstOrDefault(r => r?.Name == name);

    /// <summary>What this host saw of the arms that share a model's requests; none while nothing is shared.</summary>
    public IReadOnlyList<ArmHealth> Health(string name) => Routed(name) is { } route ? [.. route.Health()] : [];

    /// <summary>How requests for the plain name are shared now; null when all go to its version.</summary>
    internal HostedRoute? Routed(string name) => !_unloaded.Contains(name) && _snapshot.Models.TryGetValue(name, out var model) ? model.Route : null;

    /// <summary>The version meant, kept in memory until the lease is given back.</summary>
    /// <exception cref="HostException">It isn't served or can't be loaded.</exception>
    public ValueTask<ModelLease> Acquire(string name, string? alias, int? version, CancellationToken cancellation)
    {
        if (Slot(name, alias, version) is not { } slot) return AcquireNew(name, alias, version, cancellation);
        return slot.TryLease(out var lease) ? new ValueTask<ModelLease>(lease) : _memory.Load(slot, cancellation);
    }

    /// <summary>Serves a model again that <see cref="Unload"/> took away, and brings it into memory.</summary>
    public async Task Load(string name, CancellationToken cancellation)
    {
        Change(names => names.Remove(name));
        (await Acquire(name, null, null, cancellation).ConfigureAwait(false)).Dispose();
    }

    /// <summary>Serves a model no more, and lets its memory go as soon as nobody uses it.</summary>
    public void Unload(string name)
    {
        if (_unloaded.Contains(name) || !_snapshot.Models.TryGetValue(name, out var model)) throw Unknown(name, null, null);
        Change(names => names.Add(name));
        foreach (var slot in model.Versions.Values) _memory.Forget(slot);
    }

    /// <summary>Whether <see cref="Unload"/> took it away.</summary>
    public bool IsUnloaded(string name) => _unloaded.Contains(name);

    /// <summary>Every name, also of those taken away.</summary>
    public IReadOnlyList<HostedNames> All => [.. _snapshot.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(HostedNames.Of)];

    /// <summary>Serves what the catalog says now. What a name means next is loaded before it serves; a model that can't be loaded stays as it was.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var sequence = _catalog.Sequence();
            if (sequence == _sequence && Environment.TickCount64 < _retryAt) return;
            var (last, next) = (_snapshot, Next(_catalog.Models()));
            var isWhole = true;
            foreach (var model in next.Values.ToArray())
            {
                if (await TryPreload(model, cancellation).ConfigureAwait(false)) continue;
                // A new one whose arms can't be loaded is served without them.
                next[model.Name] = last.Models.GetValueOrDefault(model.Name) ?? model with { Route = null };
                isWhole = false;
            }
            _snapshot = new HostSnapshot(next.ToFrozenDictionary(StringComparer.Ordinal));
            (_sequence, _retryAt) = (sequence, isWhole ? long.MaxValue : Environment.TickCount64 + RetryMilliseconds);
            foreach (var slot in last.Models.Values.SelectMany(m => m.Versions.Values))
                if (!next.TryGetValue(slot.Name, out var model) || !model.Versions.ContainsKey(slot.Version)) _memory.Forget(slot);
            var routes = next.Values.Select(m => m.Route?.Route.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var key in _arms.Keys)
                if (!routes.Contains(key.Route)) _arms.TryRemove(key, out _);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    // It may be there since a moment ago: the catalog is asked, but not by every one of many such requests. Those that come while it is asked wait for what it says.
    async ValueTask<ModelLease> AcquireNew(string name, string? alias, int? version, CancellationToken cancellation)
    {
        await Ask().WaitAsync(cancellation).ConfigureAwait(false);
        var slot = Slot(name, alias, version) ?? throw Unknown(name, alias, version);
        return slot.TryLease(out var lease) ? lease : await _memory.Load(slot, cancellation).ConfigureAwait(false);
    }

    Task Ask()
    {
        lock (_memory)
        {
            var now = Environment.TickCount64;
            if (_asking.IsCompleted && now - _askedAt >= AskMilliseconds) (_asking, _askedAt) = (Task.Run(() => TryRefresh(CancellationToken.None)), now);
            return _asking;
        }
    }

    async Task TryRefresh(CancellationToken cancellation)
    {
        try
        {
            await Refresh(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // What serves goes on serving; the next tick tries again.
            NotRefreshed(e);
        }
    }

    async Task<bool> TryPreload(HostedModel next, CancellationToken cancellation)
    {
        try
        {
            await Preload(next, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (HostException e)
        {
            NotReplaced(e, next.Name);
            return false;
        }
    }

    // Only versions that replace one in use are loaded beforehand: others are when somebody asks.
    async Task Preload(HostedModel next, CancellationToken cancellation)
    {
        foreach (var slot in next.Route?.Slots ?? []) await Preload(slot, cancellation).ConfigureAwait(false);
        if (!_snapshot.Models.TryGetValue(next.Name, out var last)) return;
        if (last.Default.IsLoaded && last.Default != next.Default) await Preload(next.Default, cancellation).ConfigureAwait(false);
        foreach (var (alias, slot) in next.Aliases)
            if (last.Aliases.TryGetValue(alias, out var before) && before.IsLoaded && before != slot) await Preload(slot, cancellation).ConfigureAwait(false);
    }

    async Task Preload(ModelSlot slot, CancellationToken cancellation)
    {
        if (slot.IsLoaded) return;
        (await _memory.Load(slot, cancellation).ConfigureAwait(false)).Dispose();
        Loaded(slot.Key);
    }

    Dictionary<string, HostedModel> Next(IReadOnlyList<CatalogModel> models)
    {
        var hosted = new Dictionary<string, HostedModel>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            var slots = model.Versions.ToFrozenDictionary(v => v, v => SlotOf(model.Name, v));
            var aliases = model.Aliases.Where(a => slots.ContainsKey(a.Value)).ToFrozenDictionary(a => a.Key, a => slots[a.Value], StringComparer.Ordinal);
            if (DefaultOf(model, slots, aliases) is not { } meant) continue;
            var plain = new HostedModel(model.Name, meant, slots, aliases);
            hosted[model.Name] = plain with { Route = HostedRoute.Of(model.Route, plain, arm => _arms.GetOrAdd((model.Route!.Id, arm.Name, arm.Version), _ => new ArmCounts(arm.Name, arm.Version))) };
        }
        return hosted;
    }

    ModelSlot? DefaultOf(CatalogModel model, FrozenDictionary<int, ModelSlot> slots, FrozenDictionary<string, ModelSlot> aliases)
    {
        if (_options.Models.IsEmpty) return slots.GetValueOrDefault(model.Default);
        if (_options.Models.FirstOrDefault(r => r.Name == model.Name) is not { } reference) return null;
        if (reference.Version is { } version) return slots.GetValueOrDefault(version);
        if (reference.Alias is null) return slots.GetValueOrDefault(model.Default);
        if (aliases.TryGetValue(reference.Alias, out var meant)) return meant;
        // The alias is gone: the version that it meant serves until it means another one.
        return _snapshot.Models.TryGetValue(model.Name, out var last) ? slots.GetValueOrDefault(last.Default.Version) : null;
    }

    ModelSlot SlotOf(string name, int version) =>
        _snapshot.Models.TryGetValue(name, out var known) && known.Versions.TryGetValue(version, out var slot) ? slot : new ModelSlot(name, version);

    ModelSlot? Slot(string name, string? alias, int? version) =>
        !_unloaded.Contains(name) && _snapshot.Models.TryGetValue(name, out var model) ? model.Find(alias, version) : null;

    HostException Unknown(string name, string? alias, int? version)
    {
        var what = new ServedReference(name, alias, version);
        return new HostException(HostRefusal.UnknownModel, Find(name) is null ? $"There is no model '{name}' here." : $"There is no '{what}' here.");
    }

    void Change(Func<ImmutableHashSet<string>, ImmutableHashSet<string>> change)
    {
        lock (_memory) _unloaded = change(_unloaded);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models could not be refreshed; those that serve go on")]
    partial void NotRefreshed(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} stays as it is: what it means now can't be loaded")]
    partial void NotReplaced(Exception e, string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is loaded and serves next")]
    partial void Loaded(string model);
}
