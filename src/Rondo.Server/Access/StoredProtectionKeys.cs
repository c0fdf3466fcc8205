using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Keeps the keys that sign cookies in the store instead of in files of one machine.</summary>
sealed class StoredProtectionKeys(ProtectionKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.All().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => keys.Add(element.ToString(SaveOptions.DisableFormatting));
}
