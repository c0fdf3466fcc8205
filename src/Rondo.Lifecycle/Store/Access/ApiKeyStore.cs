using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Access;

/// <summary>API keys, <c>rk_ID_SECRET</c>, of which the store keeps a hash. The secret has 256 random bits, so a plain SHA-256 can't be searched.</summary>
public sealed class ApiKeyStore
{
    public const string Prefix = "rk_";

    const int SecretBytes = 32;
    const int LongestName = 128;

    static readonly long _useResolution = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal ApiKeyStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Makes a key; its text is known now and never again.</summary>
    public (ApiKey Key, string Text) Create(string owner, string name, Permission scopes, DateTimeOffset? expires, Author author)
    {
        CheckName(name);
        if (scopes == Permission.None) throw new RondoException(new Mistake("invalid_scope", "A key needs a scope.") { Field = "scopes", Hint = "The scopes are read, log, deploy and admin." });
        if (expires <= _clock.GetUtcNow()) throw new RondoException(new Mistake("invalid_expiry", "A key can't end before it begins.") { Field = "expires_days" });
        var id = TimeOrderedId.New(_clock);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = _database.Write(session =>
        {
            var user = UserStore.ByName(session, owner) ?? throw UserStore.Unknown(owner);
            session.Execute("""
                INSERT INTO api_keys (id, user_id, name, secret_hash, scopes, created_us, expires_us)
                VALUES (@id, @userId, @name, @hash, @scopes, @now, @expires)
                """,
                new
                {
                    id,
                    userId = user.Id,
                    name,
                    hash = Hash(secret),
                    scopes = string.Join(' ', scopes.Words()),
                    now = _clock.NowMicroseconds,
                    expires = expires?.ToMicroseconds(),
                });
            AuditLog.Append(session, _clock, author, "key.create", id,
                new Dictionary<string, string> { ["owner"] = owner, ["name"] = name, ["scopes"] = string.Join(' ', scopes.Words()) });
            return ById(session, id)!.ToKey();
        });
        return (key, $"{Prefix}{id}_{secret}");
    }

    /// <summary>The keys of one user, or of all; newest first.</summary>
    public IReadOnlyList<ApiKey> List(string? owner = null) => _database.Read(session => session
        .Query<ApiKeyRow>($"SELECT {ApiKeyRow.Columns} FROM {ApiKeyRow.Tables} WHERE @owner IS NULL OR u.name = @owner ORDER BY k.id DESC", new { owner })
        .ConvertAll(row => row.ToKey()));

    /// <summary>Ends a key at once.</summary>
    /// <param name="owner">Whose key it must be; null allows any.</param>
    public void Revoke(string id, string? owner, Author author) => _database.Write(session =>
    {
        var key = ById(session, id);
        // Somebody else's key looks like none.
        if (key is null || (owner is not null && key.Owner != owner)) throw new RondoException("unknown_key", $"There is no API key '{id}'.");
        session.Execute("DELETE FROM api_keys WHERE id = @id", new { id });
        AuditLog.Append(session, _clock, author, "key.revoke", id, new Dictionary<string, string> { ["owner"] = key.Owner, ["name"] = key.Name });
    });

    /// <summary>Who holds this key; null when it is unknown, over, or its owner is disabled.</summary>
    public KeyHolder? Verify(string text)
    {
        if (!TryParse(text, out var id, out var secret)) return null;
        var found = _database.Read(session => ById(session, id) is { } row && UserStore.ById(session, row.UserId) is { } user ? (Row: row, User: user) : default);
        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(found.Row?.SecretHash ?? new string('0', 64)), Encoding.ASCII.GetBytes(Hash(secret)));
        if (!isSame || found.Row is null || found.User.IsDisabled) return null;
        var now = _clock.NowMicroseconds;
        if (found.Row.ExpiresUs <= now) return null;
        if (now - (found.Row.LastUsedUs ?? 0) >= _useResolution) NoteUse(id, now);
        return new KeyHolder(found.User, id, found.Row.Name, found.Row.Permissions & found.User.Role.Permissions());
    }

    void NoteUse(string id, long now) =>
        _database.Write(session => session.Execute("UPDATE api_keys SET last_used_us = @now WHERE id = @id", new { id, now }));

    static ApiKeyRow? ById(StoreSession session, string id) =>
        session.First<ApiKeyRow>($"SELECT {ApiKeyRow.Columns} FROM {ApiKeyRow.Tables} WHERE k.id = @id", new { id });

    static bool TryParse(string text, out string id, out string secret)
    {
        (id, secret) = ("", "");
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 128) return false;
        var end = text.IndexOf('_', Prefix.Length);
        if (end < 0) return false;
        (id, secret) = (text[Prefix.Length..end], text[(end + 1)..]);
        return id.Length > 0 && secret.Length > 0;
    }

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    static void CheckName(string name)
    {
        if (name.Length is > 0 and <= LongestName && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl)) return;
        throw new RondoException(new Mistake("invalid_name", "That can't be the name of a key.") { Field = "name", Hint = $"Say in 1 to {LongestName} characters what it is for." });
    }
}
