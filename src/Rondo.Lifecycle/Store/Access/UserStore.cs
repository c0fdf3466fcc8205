using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Access;

/// <summary>The people who may sign in. Every change goes to the audit log in the same transaction.</summary>
public sealed class UserStore
{
    const int LongestName = 128;

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal UserStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    public bool HasAdmin() => _database.Read(HasAdmin);

    public IReadOnlyList<User> List() => _database.Read(session => session
        .Query<UserRow>($"SELECT {UserRow.Columns} FROM users ORDER BY name").ConvertAll(row => row.ToUser()));

    public User Get(string name) => Find(name) ?? throw Unknown(name);

    public User? Find(string name) => _database.Read(session => ByName(session, name));

    public User? FindById(string id) => _database.Read(session => ById(session, id));

    /// <summary>Makes the first admin; somebody else may have been quicker.</summary>
    public User SetUp(string name, string passwordHash, Author author) => _database.Write(session =>
    {
        if (HasAdmin(session))
            throw new RondoException("already_set_up", "This server has an admin already.", "Sign in, or ask that admin for an account.");
        return Insert(session, new NewUser(name, Role.Admin, passwordHash), author, "user.set_up");
    });

    public User Create(string name, Role role, string passwordHash, Author author) =>
        _database.Write(session => Insert(session, new NewUser(name, role, passwordHash), author, "user.create"));

    /// <summary>The user whom an identity provider vouches for, made at the first time; the role follows the provider at every one.</summary>
    public User Vouched(string issuer, string subject, string name, Role role, Author author) => _database.Write(session =>
    {
        var known = session.First<UserRow>($"SELECT {UserRow.Columns} FROM users WHERE issuer = @issuer AND subject = @subject", new { issuer, subject })?.ToUser();
        if (known is null) return Insert(session, new NewUser(FreeName(session, name, issuer, subject), role, null, issuer, subject), author, "user.create");
        if (known.Role == role) return known;
        KeepAnAdmin(session, known, remainsAdmin: role == Role.Admin);
        session.Execute("UPDATE users SET role = @role, stamp = @stamp WHERE id = @Id", new { role = role.Word(), stamp = NewStamp(), known.Id });
        AuditLog.Append(session, _clock, author, "user.change", known.Name, new Dictionary<string, string> { ["role"] = role.Word() });
        return ById(session, known.Id)!;
    });

    /// <summary>Changes what is given, and ends the user's sessions.</summary>
    public User Change(string name, UserChange change, Author author) => _database.Write(session =>
    {
        var user = ByName(session, name) ?? throw Unknown(name);
        var role = change.Role ?? user.Role;
        var isDisabled = change.IsDisabled ?? user.IsDisabled;
        if (change.PasswordHash is not null && user.Issuer is not null)
            throw new RondoException("no_password", $"'{name}' signs in at {user.Issuer} and has no password here.");
        KeepAnAdmin(session, user, remainsAdmin: role == Role.Admin && !isDisabled);
        session.Execute("""
            UPDATE users SET role = @role, disabled = @disabled, password_hash = coalesce(@PasswordHash, password_hash), stamp = @stamp
            WHERE id = @Id
            """, new { role = role.Word(), disabled = isDisabled ? 1 : 0, change.PasswordHash, stamp = NewStamp(), user.Id });
        AuditLog.Append(session, _clock, author, "user.change", name, change.Describe());
        return ById(session, user.Id)!;
    });

    /// <summary>Ends every session of the user, wherever it was begun.</summary>
    public void EndSessions(string name, Author author) => Change(name, new UserChange(), author);

    /// <summary>Deletes a user with all API keys; the audit log keeps the name.</summary>
    public void Delete(string name, Author author) => _database.Write(session =>
    {
        var user = ByName(session, name) ?? throw Unknown(name);
        KeepAnAdmin(session, user, remainsAdmin: false);
        session.Execute("DELETE FROM users WHERE id = @Id", new { user.Id });
        AuditLog.Append(session, _clock, author, "user.delete", name);
    });

    internal static User? ById(StoreSession session, string id) =>
        session.First<UserRow>($"SELECT {UserRow.Columns} FROM users WHERE id = @id", new { id })?.ToUser();

    internal static User? ByName(StoreSession session, string name) =>
        session.First<UserRow>($"SELECT {UserRow.Columns} FROM users WHERE name = @name", new { name })?.ToUser();

    internal static RondoException Unknown(string name) => new("unknown_user", $"There is no user named '{name}'.");

    User Insert(StoreSession session, NewUser user, Author author, string action)
    {
        CheckName(user.Name);
        if (ByName(session, user.Name) is not null)
            throw new RondoException(new Mistake("name_taken", $"There is a user named '{user.Name}' already.") { Field = "name" });
        var id = TimeOrderedId.New(_clock);
        session.Execute("""
            INSERT INTO users (id, name, role, password_hash, issuer, subject, stamp, disabled, created_us)
            VALUES (@id, @Name, @role, @PasswordHash, @Issuer, @Subject, @stamp, 0, @now)
            """,
            new { id, user.Name, role = user.Role.Word(), user.PasswordHash, user.Issuer, user.Subject, stamp = NewStamp(), now = _clock.NowMicroseconds });
        AuditLog.Append(session, _clock, author, action, user.Name, new Dictionary<string, string> { ["role"] = user.Role.Word() });
        return ById(session, id)!;
    }

    static bool HasAdmin(StoreSession session) =>
        session.Scalar<long>("SELECT count(*) FROM users WHERE role = 'admin' AND disabled = 0") > 0;

    static void KeepAnAdmin(StoreSession session, User user, bool remainsAdmin)
    {
        if (user.Role != Role.Admin || user.IsDisabled || remainsAdmin) return;
        if (session.Scalar<long>("SELECT count(*) FROM users WHERE role = 'admin' AND disabled = 0 AND id <> @Id", new { user.Id }) > 0) return;
        throw new RondoException("last_admin", $"'{user.Name}' is the only admin; without one nobody could let others in.",
            "Make somebody else an admin first.");
    }

    // A name that the provider gives must not become that of somebody who signs in here.
    static string FreeName(StoreSession session, string name, string issuer, string subject)
    {
        name = new string([.. name.Trim().Where(c => !char.IsControl(c) && c != ':').Take(LongestName - 8)]);
        if (name.Length > 0 && ByName(session, name) is null) return name;
        var suffix = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")))[..6];
        return name.Length == 0 ? suffix : $"{name}-{suffix}";
    }

    static void CheckName(string name)
    {
        // A colon would end the name in Basic credentials; a slash, the name in an address.
        var isGood = name.Length is > 0 and <= LongestName && name.Trim() == name && name is not ("." or "..")
            && !name.Any(c => char.IsControl(c) || c is ':' or '/' or '\\' or '?' or '#' or '%');
        if (isGood) return;
        throw new RondoException(new Mistake("invalid_name", "That can't be the name of a user.")
        {
            Field = "name",
            Hint = $"A name has 1 to {LongestName} characters, none of : / \\ ? # %, and no space around it.",
        });
    }

    static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    sealed record NewUser(string Name, Role Role, string? PasswordHash, string? Issuer = null, string? Subject = null);
}

/// <summary>What is to become different about a user.</summary>
public sealed record UserChange
{
    public Role? Role { get; init; }

    public bool? IsDisabled { get; init; }

    public string? PasswordHash { get; init; }

    internal Dictionary<string, string> Describe()
    {
        var detail = new Dictionary<string, string>();
        if (Role is { } role) detail["role"] = role.Word();
        if (IsDisabled is { } isDisabled) detail["disabled"] = isDisabled ? "true" : "false";
        if (PasswordHash is not null) detail["password"] = "changed";
        if (detail.Count == 0) detail["sessions"] = "ended";
        return detail;
    }
}
