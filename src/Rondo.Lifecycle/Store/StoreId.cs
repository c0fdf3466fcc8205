using System.Globalization;
using System.Security.Cryptography;

namespace Rondo.Lifecycle.Store;

/// <summary>What tells one store from another; a copy or a restored backup is the same store.</summary>
static class StoreId
{
    const string Select = "SELECT value FROM counters WHERE name = 'store_id'";

    public static string Of(StoreDatabase database)
    {
        var id = database.Read(session => session.First<long?>(Select)) ?? database.Write(session =>
        {
            session.Execute("INSERT INTO counters (name, value) VALUES ('store_id', @value) ON CONFLICT (name) DO NOTHING",
                new { value = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) });
            return session.Scalar<long>(Select);
        });
        return id.ToString("x16", CultureInfo.InvariantCulture);
    }
}
