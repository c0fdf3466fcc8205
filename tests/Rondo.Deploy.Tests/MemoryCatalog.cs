using System.Collections.Immutable;
using Rondo.Deploy.Host;
using Rondo.Deploy.Host.Routing;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Tests;

/// <summary>A catalog whose models and aliases a test changes at will.</summary>
sealed class MemoryCatalog : IModelCatalog
{
    readonly Lock _gate = new();
    readonly Dictionary<(string, int), ModelContent> _contents = [];
    ImmutableSortedDictionary<string, CatalogModel> _models = ImmutableSortedDictionary<string, CatalogModel>.Empty;
    long _sequence;

    public int Opened { get; private set; }

    /// <summary>How long it takes to say its models.</summary>
    public TimeSpan Delay { get; set; }

    public MemoryCatalog Add(string name, ModelContent content, string? alias = null)
    {
        lock (_gate)
        {
            var known = _models.GetValueOrDefault(name) ?? new CatalogModel(name, 1, [], ImmutableDictionary<string, int>.Empty);
            var version = known.Versions.Length + 1;
            _contents[(name, version)] = content;
            _models = _models.SetItem(name, known with { Versions = known.Versions.Add(version), Aliases = alias is null ? known.Aliases : known.Aliases.SetItem(alias, version) });
            _sequence++;
        }
        return this;
    }

    public void Promote(string name, int version)
    {
        lock (_gate)
        {
            _models = _models.SetItem(name, _models[name] with { Default = version, Aliases = _models[name].Aliases.SetItem("champion", version) });
            _sequence++;
        }
    }

    public void Share(string name, ModelRoute? route)
    {
        lock (_gate)
        {
            _models = _models.SetItem(name, _models[name] with { Route = route });
            _sequence++;
        }
    }

    public void Remove(string name)
    {
        lock (_gate)
        {
            _models = _models.Remove(name);
            _sequence++;
        }
    }

    public long Sequence() => Volatile.Read(ref _sequence);

    public IReadOnlyList<CatalogModel> Models()
    {
        Thread.Sleep(Delay);
        lock (_gate) return [.. _models.Values];
    }

    public ModelContent Open(string name, int version)
    {
        lock (_gate)
        {
            Opened++;
            return _contents.GetValueOrDefault((name, version)) ?? throw new RondoException("unknown_version", $"There is no {name}@{version}.");
        }
    }
}
