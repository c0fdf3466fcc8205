using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>The way in while nobody has an account: a token that the start prints. It is over once there is an admin.</summary>
sealed class FirstAdmin(Workspace workspace, PasswordCheck passwords, ServerOptions options)
{
    const int ShortestToken = 16;

    readonly byte[] _token = Encoding.UTF8.GetBytes(options.SetupToken switch
    {
        null or "" => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)),
        { Length: < ShortestToken } => throw new RondoException("bad_arguments", $"RONDO_SETUP_TOKEN has fewer than {ShortestToken} characters.", "Make one with: openssl rand -hex 24"),
        { } given => given,
    });

    public string Token => Encoding.UTF8.GetString(_token);

    public bool IsNeeded => !workspace.Users.HasAdmin();

    public void CheckToken(string? token)
    {
        if (!IsNeeded) throw new RondoException("already_set_up", "This server has an admin already.", "Sign in, or ask that admin for an account.");
        if (token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _token)) return;
        throw new RondoException("bad_setup_token", "This isn't the token for setting up.", "'rondo up' printed the address when it started; it changes with every start unless RONDO_SETUP_TOKEN is set.");
    }

    public User Create(string? token, string name, string password, Author author)
    {
        CheckToken(token);
        return workspace.Users.SetUp(name, passwords.Hash(password, name), author with { By = name });
    }
}
