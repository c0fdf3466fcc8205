namespace Rondo.Lifecycle.Store.Access;

/// <summary>Somebody who may sign in.</summary>
public sealed record User
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public required bool IsDisabled { get; init; }

    /// <summary>The identity provider that the user signs in at; null for a password of ours.</summary>
    public string? Issuer { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The form that passwords are kept in; null when the user signs in elsewhere.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>A session that was begun under another stamp is over.</summary>
    public required string Stamp { get; init; }
}

/// <summary>The users table as Dapper reads it.</summary>
sealed class UserRow
{
    public const string Columns = "id, name, role, password_hash, issuer, stamp, disabled, created_us";

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string? Issuer { get; set; }
    public string Stamp { get; set; } = "";
    public long Disabled { get; set; }
    public long CreatedUs { get; set; }

    public User ToUser() => new()
    {
        Id = Id,
        Name = Name,
        Role = Roles.Parse(Role),
        IsDisabled = Disabled != 0,
        Issuer = Issuer,
        Created = StoreClock.FromMicroseconds(CreatedUs),
        PasswordHash = PasswordHash,
        Stamp = Stamp,
    };
}
