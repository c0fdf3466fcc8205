namespace Rondo.Lifecycle.Store.Engines;

/// <summary>What the databases do differently: connections, transactions, locks. The SQL inside is one for all.</summary>
interface IStoreEngine : IDisposable
{
    /// <summary>The store's name in messages; never with a password.</summary>
    string Name { get; }

    /// <summary>Reads in one snapshot of the store, without waiting for writers.</summary>
    T Read<T>(Func<StoreSession, T> read);

    /// <summary>Writes all or nothing; no other <c>Write</c> of any process runs between its start and its commit.</summary>
    T Write<T>(Func<StoreSession, T> write);

    /// <summary>Runs several pieces of work in one transaction. One that fails is undone alone; afterwards each is completed or failed.</summary>
    void Append(IReadOnlyList<AppendedWork> group);
}
