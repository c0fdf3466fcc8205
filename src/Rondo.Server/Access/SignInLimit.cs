namespace Rondo.Server.Access;

/// <summary>Slows down those who guess passwords: 5 failures a minute for an address and a name, 30 for an address.</summary>
sealed class SignInLimit(ServerOptions options)
{
    const int PerName = 5, PerAddress = 30, LoggedKeys = 10;

    readonly FailureCount _failures = new(options.Clock, TimeSpan.FromMinutes(1));

    public TimeSpan? WaitOf(string address, string name) =>
        _failures.Wait($"name {address} {name}", PerName) ?? _failures.Wait($"address {address}", PerAddress);

    public void NoteFailure(string address, string name)
    {
        _failures.Note($"name {address} {name}");
        _failures.Note($"address {address}");
    }

    public bool MayLogFailedKey(string address)
    {
        var key = $"key {address}";
        if (_failures.Wait(key, LoggedKeys) is not null) return false;
        _failures.Note(key);
        return true;
    }
}
