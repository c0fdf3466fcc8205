namespace Rondo.Lifecycle.Store;

/// <summary>Tells from the audit trail what was what when.</summary>
public static class AliasHistory
{
    /// <summary>For each alias that there was at that time, the event since which it pointed where it did, in alphabetical order.</summary>
    /// <param name="events">The trail of one model, oldest first.</param>
    public static IReadOnlyDictionary<string, ModelEvent> At(IEnumerable<ModelEvent> events, DateTimeOffset time)
    {
        var aliases = new SortedDictionary<string, ModelEvent>(StringComparer.Ordinal);
        foreach (var change in events.Where(e => e.Alias is not null && e.Time <= time))
        {
            if (change.Version is null) aliases.Remove(change.Alias!);
            else aliases[change.Alias!] = change;
        }
        return aliases;
    }
}
