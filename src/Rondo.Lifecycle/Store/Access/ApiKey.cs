namespace Rondo.Lifecycle.Store.Access;

/// <summary>What a program shows instead of a password; the secret itself is not kept.</summary>
public sealed record ApiKey
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>What its owner calls it, such as "nightly training".</summary>
    public required string Name { get; init; }

    /// <summary>What the key was made for; never more than what its owner may do now.</summary>
    public required Permission Scopes { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsed { get; init; }
}

/// <summary>Who a key belongs to, and what it may do now.</summary>
public sealed record KeyHolder(User User, string KeyId, string KeyName, Permission Permissions);

/// <summary>The api_keys table as Dapper reads it.</summary>
sealed class ApiKeyRow
{
    public const string Columns = "k.id, k.user_id, u.name AS owner, k.name, k.secret_hash, k.scopes, k.created_us, k.expires_us, k.last_used_us";
    public const string Tables = "api_keys k JOIN users u ON u.id = k.user_id";

    public string Id { get; set; } = "";
    public string UserId { get; set; } = "";
    public string Owner { get; set; } = "";
    public string Name { get; set; } = "";
    public string SecretHash { get; set; } = "";
    public string Scopes { get; set; } = "";
    public long CreatedUs { get; set; }
    public long? ExpiresUs { get; set; }
    public long? LastUsedUs { get; set; }

    public Permission Permissions => Access.Permissions.Parse(Scopes.Split(' '));

    public ApiKey ToKey() => new()
    {
        Id = Id,
        Owner = Owner,
        Name = Name,
        Scopes = Permissions,
        Created = StoreClock.FromMicroseconds(CreatedUs),
        Expires = StoreClock.FromMicroseconds(ExpiresUs),
        LastUsed = StoreClock.FromMicroseconds(LastUsedUs),
    };
}
