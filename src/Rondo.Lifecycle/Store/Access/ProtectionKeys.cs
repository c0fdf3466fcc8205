namespace Rondo.Lifecycle.Store.Access;

/// <summary>The keys that sign cookies. They are in the store, so that a session outlives a restart and all servers of one store know it.</summary>
public sealed class ProtectionKeys
{
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal ProtectionKeys(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    public IReadOnlyList<string> All() => _database.Read(session => session.Query<string>("SELECT xml FROM protection_keys ORDER BY created_us, id"));

    public void Add(string xml) => _database.Write(session => session.Execute(
        "INSERT INTO protection_keys (id, xml, created_us) VALUES (@id, @xml, @now)",
        new { id = TimeOrderedId.New(_clock), xml, now = _clock.NowMicroseconds }));
}
