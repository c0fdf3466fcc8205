namespace Rondo.Deploy.Features;

/// <summary>Which rows are completed: those that name an entity by this column get what they lack from a feature table.</summary>
/// <param name="Table">The feature table's name.</param>
public sealed record EntityLookup(string Key, string Table);

/// <summary>What completes the rows of a host's models.</summary>
/// <param name="folder">Where the tables are.</param>
/// <param name="given">For every model whose columns a table has; a model's own file goes after them.</param>
/// <param name="maxAge">Features older than this are said to be stale; null for none.</param>
public sealed class EntityLookups(FeatureFolder folder, IReadOnlyList<EntityLookup> given, TimeSpan? maxAge, TimeProvider clock)
{
    readonly System.Runtime.CompilerServices.ConditionalWeakTable<Host.ServedModel, RowLookup> _fitted = [];

    /// <summary>Null when the model's rows are not completed.</summary>
    internal RowLookup? For(Host.ServedModel model)
    {
        foreach (var lookup in given)
            if (folder.Find(lookup.Table) is { } table && table.Rows.Schema.Fields.Any(f => f.Name != lookup.Key && model.IndexOf(f.Name) >= 0)) return Fitted(model, table, lookup);
        return model.EntityLookup is { } key && folder.Find(key) is { } own ? Fitted(model, own, new EntityLookup(key, key)) : null;
    }

    RowLookup Fitted(Host.ServedModel model, FeatureTable table, EntityLookup lookup)
    {
        if (_fitted.TryGetValue(model, out var known) && known.Table == table && known.Name == lookup.Table) return known;
        var fitted = new RowLookup(model, table, lookup, maxAge, clock);
        _fitted.AddOrUpdate(model, fitted);
        return fitted;
    }
}
