// Who may what, written by hand: what every role is answered for every rpc and every kind of object.
//
// own      our company's (or the buyer's own) object
// foreign  the other company's (or another buyer's), asked for as it is
// random   nobody's
// nested   the other company's object, named below our own company
//
// ok   done                                    401  auth.required
// in   past every question of who: done, or    403  access.denied
//      refused for what it is, not for whom    404  not_found
// bad  request.invalid                         twice  request.repeated_differently
// taken  phone.taken                           wrong  auth.failed
//
// A cart is its owner's, or whosever client made its id ("foreign"); an address stands in its owner's book only, and the
// same id may stand in another.
//
// A host is shown coupons (Coupons.List) only as far as they are claimed on air: coupons.spec.ts.
//
// An account's id is the company's own affair, so saving under an id that another company uses makes an account of ours.

export const ROLES = [
  'anybody',
  'buyer',
  'packer',
  'seller',
  'owner',
  'host',
  'mentor',
  'college_admin',
  'their owner',
  'their mentor',
] as const;

/** All that a moderator of our company may there: of everything that is a company's, these and nothing else. */
export const MODERATES = [
  ...['Configure', 'Mute', 'Unmute', 'Ban', 'Retract', 'ListReports', 'DismissReports', 'ListBans'],
  ...['ListActs', 'ListWords'],
].map((name) => `ChatModeration.${name}`);

const OPEN = `
rpc                          object   anybody buyer packer seller owner host  mentor admin their-o their-m

Auth.SignUp                  own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Auth.SignUp                  foreign  taken   taken taken  taken  taken taken taken  taken taken   taken
Auth.SignIn                  own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Auth.SignIn                  random   wrong   wrong wrong  wrong  wrong wrong wrong  wrong wrong   wrong
Auth.Refresh                 own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Auth.Refresh                 random   401     401   401    401    401   401   401    401   401     401
Auth.SignOut                 own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Auth.SignOut                 random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Auth.Me                      own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok

Account.Get                  own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Account.SendProofCode        own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Account.ProvePhone           own      401     in    in     in     in    in    in     in    in      in
Account.SendResetCode        own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Account.SendResetCode        foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Account.ResetPassword        own      in      in    in     in     in    in    in     in    in      in
Account.SendEntryCode        own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Account.Enter                own      in      in    in     in     in    in    in     in    in      in
AddressBook.List             own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
AddressBook.Save             own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
AddressBook.Save             foreign  401     ok    ok     ok     ok    ok    ok     ok    ok      ok
AddressBook.Remove           own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
AddressBook.Remove           foreign  401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Shops.Get                    own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shops.Get                    foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shops.Get                    random   404     404   404    404    404   404   404    404   404     404
SecondFactor.Enrol           own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
SecondFactor.Confirm         own      401     404   404    404    404   404   404    404   404     404
SecondFactor.Remove          own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Memberships.Invite           own      401     403   403    403    ok    403   403    403   403     403
Memberships.Invite           foreign  401     403   403    403    403   403   403    403   ok      403
Memberships.Invite           random   401     403   403    403    403   403   403    403   403     403
Memberships.Invite           nested   401     403   403    403    twice 403   403    403   403     403
Memberships.ListInvitations  own      401     403   403    403    ok    403   ok     403   403     403
Memberships.ListInvitations  foreign  401     403   403    403    403   403   403    403   ok      ok
Memberships.ListInvitations  random   401     403   403    403    403   403   403    403   403     403
Memberships.Withdraw         own      401     403   403    403    ok    403   403    403   403     403
Memberships.Withdraw         foreign  401     403   403    403    403   403   403    403   ok      403
Memberships.Withdraw         random   401     403   403    403    404   403   403    403   403     403
Memberships.Withdraw         nested   401     403   403    403    404   403   403    403   403     403
Memberships.ListMine         own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Memberships.Accept           own      401     in    404    404    404   404   404    404   404     404
Memberships.Accept           foreign  401     404   404    404    404   404   404    404   404     404
Memberships.Accept           random   401     404   404    404    404   404   404    404   404     404
Memberships.Decline          own      401     in    404    404    404   404   404    404   404     404
Memberships.Decline          foreign  401     404   404    404    404   404   404    404   404     404
Memberships.Decline          random   401     404   404    404    404   404   404    404   404     404
Memberships.List             own      401     403   403    403    ok    403   ok     ok    403     403
Memberships.List             foreign  401     403   403    403    403   403   403    403   ok      ok
Memberships.List             random   401     403   403    403    403   403   403    403   403     403
Memberships.End              own      401     403   403    403    in    403   403    403   403     403
Memberships.End              foreign  401     403   403    403    403   403   403    403   in      403
Memberships.End              random   401     403   403    403    404   403   403    403   403     403
Memberships.End              nested   401     403   403    403    404   403   403    403   403     403
Memberships.Change           own      401     403   403    403    in    403   403    403   403     403
Memberships.Change           foreign  401     403   403    403    403   403   403    403   in      403
Memberships.Change           random   401     403   403    403    404   403   403    403   403     403
Memberships.Change           nested   401     403   403    403    404   403   403    403   403     403
Verifications.Confirm        own      401     403   403    403    403   403   ok     ok    403     403
Verifications.Confirm        foreign  401     403   403    403    403   403   403    403   403     ok
Verifications.Confirm        random   401     403   403    403    403   403   403    403   403     403
Verifications.Confirm        nested   401     403   403    403    403   403   404    404   403     403
Verifications.List           own      401     403   403    ok     ok    ok    ok     ok    403     403
Verifications.List           foreign  401     403   403    403    403   403   403    403   ok      ok
Verifications.List           random   401     403   403    403    403   403   403    403   403     403

Products.ListCategories      own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.List                own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.List                foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.List                random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.Get                 own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.Get                 foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.Get                 random   404     404   404    404    404   404   404    404   404     404
Shelf.Show                   own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shelf.Show                   foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shelf.Show                   random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shelf.ShowLots               own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shelf.ShowLots               foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Shelf.ShowLots               random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Products.Save                own      401     403   403    ok     ok    403   403    403   403     403
Products.Save                foreign  401     403   403    403    403   403   403    403   ok      403
Products.Save                random   401     403   403    403    403   403   403    403   403     403
Products.Save                nested   401     403   403    404    404   403   403    403   403     403
Products.SaveSku             own      401     403   403    ok     ok    403   403    403   403     403
Products.SaveSku             foreign  401     403   403    403    403   403   403    403   ok      403
Products.SaveSku             random   401     403   403    404    404   403   403    403   403     403
Products.SaveSku             nested   401     403   403    404    404   403   403    403   403     403
Images.Add                   own      401     403   403    in     in    403   403    403   403     403
Images.Add                   foreign  401     403   403    403    403   403   403    403   in      403
Images.Add                   random   401     403   403    404    404   403   403    403   403     403
Images.Add                   nested   401     403   403    404    404   403   403    403   403     403
Images.Arrange               own      401     403   403    ok     ok    403   403    403   403     403
Images.Arrange               foreign  401     403   403    403    403   403   403    403   ok      403
Images.Arrange               random   401     403   403    404    404   403   403    403   403     403
Images.Arrange               nested   401     403   403    404    404   403   403    403   403     403
Images.Remove                own      401     403   403    ok     ok    403   403    403   403     403
Images.Remove                foreign  401     403   403    403    403   403   403    403   ok      403
Images.Remove                random   401     403   403    404    404   403   403    403   403     403
Images.Remove                nested   401     403   403    404    404   403   403    403   403     403
Stock.SaveSupplier           own      401     403   403    ok     ok    403   403    403   403     403
Stock.SaveSupplier           foreign  401     403   403    403    403   403   403    403   ok      403
Stock.SaveSupplier           random   401     403   403    403    403   403   403    403   403     403
Stock.SaveSupplier           nested   401     403   403    404    404   403   403    403   403     403
Stock.ListSuppliers          own      401     403   403    ok     ok    403   403    403   403     403
Stock.ListSuppliers          foreign  401     403   403    403    403   403   403    403   ok      403
Stock.ListSuppliers          random   401     403   403    403    403   403   403    403   403     403
Stock.SaveLot                own      401     403   403    ok     ok    403   403    403   403     403
Stock.SaveLot                foreign  401     403   403    403    403   403   403    403   ok      403
Stock.SaveLot                random   401     403   403    404    404   403   403    403   403     403
Stock.SaveLot                nested   401     403   403    404    404   403   403    403   403     403
Stock.Pack                   own      401     403   ok     ok     ok    403   403    403   403     403
Stock.Pack                   foreign  401     403   403    403    403   403   403    403   ok      403
Stock.Pack                   random   401     403   404    404    404   403   403    403   403     403
Stock.Pack                   nested   401     403   404    404    404   403   403    403   403     403
Stock.Adjust                 own      401     403   403    ok     ok    403   403    403   403     403
Stock.Adjust                 foreign  401     403   403    403    403   403   403    403   ok      403
Stock.Adjust                 random   401     403   403    404    404   403   403    403   403     403
Stock.Adjust                 nested   401     403   403    404    404   403   403    403   403     403
Stock.Get                    own      401     403   ok     ok     ok    403   403    403   403     403
Stock.Get                    foreign  401     403   403    403    403   403   403    403   ok      403
Stock.Get                    random   401     403   404    404    404   403   403    403   403     403
Stock.Get                    nested   401     403   404    404    404   403   403    403   403     403
Freight.GetTemplate          own      401     403   403    ok     ok    403   403    403   403     403
Freight.GetTemplate          foreign  401     403   403    403    403   403   403    403   ok      403
Freight.GetTemplate          random   401     403   403    403    403   403   403    403   403     403
Freight.SaveTemplate         own      401     403   403    ok     ok    403   403    403   403     403
Freight.SaveTemplate         foreign  401     403   403    403    403   403   403    403   ok      403
Freight.SaveTemplate         random   401     403   403    403    403   403   403    403   403     403
Coupons.Create               own      401     403   403    ok     ok    403   403    403   403     403
Coupons.Create               foreign  401     403   403    403    403   403   403    403   ok      403
Coupons.Create               random   401     403   403    403    403   403   403    403   403     403
Coupons.Create               nested   401     403   403    404    404   403   403    403   403     403
Coupons.CreateOfFund         own      401     403   403    403    403   403   ok     ok    403     403
Coupons.CreateOfFund         foreign  401     403   403    403    403   403   403    403   403     ok
Coupons.CreateOfFund         random   401     403   403    403    403   403   403    403   403     403
Coupons.CreateOfFund         nested   401     403   403    403    403   403   404    404   403     403
Coupons.List                 own      401     403   403    ok     ok    ok    ok     ok    403     403
Coupons.List                 foreign  401     403   403    403    403   403   403    403   ok      ok
Coupons.List                 random   401     403   403    403    403   403   403    403   403     403
Coupons.End                  own      401     403   403    ok     ok    403   403    403   403     403
Coupons.End                  foreign  401     403   403    403    403   403   403    403   ok      403
Coupons.End                  random   401     403   403    404    404   403   404    404   403     403
Coupons.End                  nested   401     403   403    404    404   403   404    404   403     403
Lots.AddCertificate          own      401     403   403    in     in    403   403    403   403     403
Lots.AddCertificate          foreign  401     403   403    403    403   403   403    403   in      403
Lots.AddCertificate          random   401     403   403    404    404   403   403    403   403     403
Lots.AddCertificate          nested   401     403   403    404    404   403   403    403   403     403
Lots.WithdrawCertificate     own      401     403   403    ok     ok    403   403    403   403     403
Lots.WithdrawCertificate     foreign  401     403   403    403    403   403   403    403   ok      403
Lots.WithdrawCertificate     random   401     403   403    404    404   403   403    403   403     403
Lots.WithdrawCertificate     nested   401     403   403    404    404   403   403    403   403     403
Lots.ListCertificates        own      401     403   ok     ok     ok    403   ok     403   403     403
Lots.ListCertificates        foreign  401     403   403    403    403   403   403    403   ok      ok
Lots.ListCertificates        random   401     403   404    404    404   403   404    403   403     403
Lots.ListCertificates        nested   401     403   404    404    404   403   404    403   403     403
Lots.Recall                  own      401     403   403    ok     ok    403   403    403   403     403
Lots.Recall                  foreign  401     403   403    403    403   403   403    403   ok      403
Lots.Recall                  random   401     403   403    404    404   403   403    403   403     403
Lots.Recall                  nested   401     403   403    404    404   403   403    403   403     403
PreSales.Open                own      401     403   403    ok     ok    403   403    403   403     403
PreSales.Open                foreign  401     403   403    403    403   403   403    403   ok      403
PreSales.Open                random   401     403   403    404    404   403   403    403   403     403
PreSales.Open                nested   401     403   403    404    404   403   403    403   403     403
PreSales.Offer               own      401     403   403    in     in    403   403    403   403     403
PreSales.Offer               foreign  401     403   403    403    403   403   403    403   in      403
PreSales.Offer               random   401     403   403    404    404   403   403    403   403     403
PreSales.Offer               nested   401     403   403    404    404   403   403    403   403     403
PreSales.Harvest             own      401     403   403    ok     ok    403   403    403   403     403
PreSales.Harvest             foreign  401     403   403    403    403   403   403    403   ok      403
PreSales.Harvest             random   401     403   403    404    404   403   403    403   403     403
PreSales.Harvest             nested   401     403   403    404    404   403   403    403   403     403
PreSales.List                own      401     403   ok     ok     ok    403   ok     403   403     403
PreSales.List                foreign  401     403   403    403    403   403   403    403   ok      ok
PreSales.List                random   401     403   403    403    403   403   403    403   403     403
Tables.Export                own      401     403   403    ok     ok    403   403    403   403     403
Tables.Export                foreign  401     403   403    403    403   403   403    403   ok      403
Tables.Export                random   401     403   403    403    403   403   403    403   403     403
Tables.Preview               own      401     403   403    in     in    403   403    403   403     403
Tables.Preview               foreign  401     403   403    403    403   403   403    403   in      403
Tables.Preview               random   401     403   403    403    403   403   403    403   403     403
Tables.Get                   own      401     403   403    ok     ok    403   403    403   403     403
Tables.Get                   foreign  401     403   403    403    403   403   403    403   ok      403
Tables.Get                   random   401     403   403    404    404   403   403    403   403     403
Tables.Get                   nested   401     403   403    404    404   403   403    403   403     403
Tables.Apply                 own      401     403   403    ok     ok    403   403    403   403     403
Tables.Apply                 foreign  401     403   403    403    403   403   403    403   ok      403
Tables.Apply                 random   401     403   403    404    404   403   403    403   403     403
Tables.Apply                 nested   401     403   403    404    404   403   403    403   403     403
Holds.Quote                  own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Holds.Quote                  foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Holds.Quote                  random   404     404   404    404    404   404   404    404   404     404

Orders.Place                 own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Orders.Place                 foreign  401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Orders.Place                 random   401     404   404    404    404   404   404    404   404     404
Orders.Place                 nested   401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Orders.Get                   own      401     ok    ok     ok     ok    404   ok     404   404     404
Orders.Get                   foreign  401     404   404    404    404   404   404    404   ok      ok
Orders.Get                   random   401     404   404    404    404   404   404    404   404     404
Orders.ListMine              own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Orders.ListOfCompany         own      401     403   ok     ok     ok    403   ok     403   403     403
Orders.ListOfCompany         foreign  401     403   403    403    403   403   403    403   ok      ok
Orders.ListOfCompany         random   401     403   403    403    403   403   403    403   403     403
OrderExports.Begin           own      401     403   403    ok     ok    403   ok     403   403     403
OrderExports.Begin           foreign  401     403   403    403    403   403   403    403   ok      ok
OrderExports.Begin           random   401     403   403    403    403   403   403    403   403     403
OrderExports.Get             own      401     403   403    404    ok    403   404    403   403     403
OrderExports.Get             foreign  401     403   403    403    403   403   403    403   ok      404
OrderExports.Get             random   401     403   403    404    404   403   404    403   403     403
OrderExports.Get             nested   401     403   403    404    404   403   404    403   403     403
Orders.PayAgain              own      401     in    404    404    404   404   404    404   404     404
Orders.PayAgain              foreign  401     404   404    404    404   404   404    404   404     404
Orders.PayAgain              random   401     404   404    404    404   404   404    404   404     404
Orders.PayAgain              nested   401     twice 404    404    404   404   404    404   404     404
Orders.Cancel                own      401     ok    404    404    404   404   404    404   404     404
Orders.Cancel                foreign  401     404   404    404    404   404   404    404   404     404
Orders.Cancel                random   401     404   404    404    404   404   404    404   404     404
Recalls.ListLines            own      401     403   ok     ok     ok    403   ok     403   403     403
Recalls.ListLines            foreign  401     403   403    403    403   403   403    403   ok      ok
Recalls.ListLines            random   401     403   ok     ok     ok    403   ok     403   403     403
Recalls.ListLines            nested   401     403   ok     ok     ok    403   ok     403   403     403
Recalls.RefundUnpacked       own      401     403   403    ok     ok    403   403    403   403     403
Recalls.RefundUnpacked       foreign  401     403   403    403    403   403   403    403   ok      403
Recalls.RefundUnpacked       random   401     403   403    ok     ok    403   403    403   403     403
Recalls.RefundUnpacked       nested   401     403   403    ok     ok    403   403    403   403     403
Payments.PlayWallet          own      401     ok    404    404    404   404   404    404   404     404
Payments.PlayWallet          foreign  401     404   404    404    404   404   404    404   404     404
Payments.PlayWallet          random   401     404   404    404    404   404   404    404   404     404
Refunds.Ask                  own      401     ok    404    404    404   404   404    404   404     404
Refunds.Ask                  foreign  401     404   404    404    404   404   404    404   404     404
Refunds.Ask                  random   401     404   404    404    404   404   404    404   404     404
Refunds.Ask                  nested   401     404   404    404    404   404   404    404   404     404
Refunds.Decide               own      401     403   403    ok     ok    404   403    404   404     404
Refunds.Decide               foreign  401     404   404    404    404   404   404    404   ok      403
Refunds.Decide               random   401     404   404    404    404   404   404    404   404     404
Refunds.Withdraw             own      401     ok    404    404    404   404   404    404   404     404
Refunds.Withdraw             foreign  401     404   404    404    404   404   404    404   404     404
Refunds.Withdraw             random   401     404   404    404    404   404   404    404   404     404
Refunds.SendGoodsBack        own      401     bad   404    404    404   404   404    404   404     404
Refunds.SendGoodsBack        foreign  401     404   404    404    404   404   404    404   404     404
Refunds.SendGoodsBack        random   401     404   404    404    404   404   404    404   404     404
Refunds.Get                  own      401     ok    ok     ok     ok    404   ok     404   404     404
Refunds.Get                  foreign  401     404   404    404    404   404   404    404   ok      ok
Refunds.Get                  random   401     404   404    404    404   404   404    404   404     404
Refunds.ListOpen             own      401     403   ok     ok     ok    403   ok     403   403     403
Refunds.ListOpen             foreign  401     403   403    403    403   403   403    403   ok      ok
Refunds.ListOpen             random   401     403   403    403    403   403   403    403   403     403

Carts.Get                    own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.Get                    foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.PutLine                own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.PutLine                foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.PutLine                random   404     404   404    404    404   404   404    404   404     404
Carts.RemoveLines            own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.RemoveLines            random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Carts.Merge                  own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Fulfilment.GetPickList       own      401     403   ok     ok     ok    403   403    403   403     403
Fulfilment.GetPickList       foreign  401     403   403    403    403   403   403    403   ok      403
Fulfilment.GetPickList       random   401     403   403    403    403   403   403    403   403     403
Fulfilment.BeginPacking      own      401     403   in     in     in    403   403    403   403     403
Fulfilment.BeginPacking      foreign  401     403   403    403    403   403   403    403   in      403
Fulfilment.BeginPacking      random   401     403   404    404    404   403   403    403   403     403
Fulfilment.BeginPacking      nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.Reallocate        own      401     403   in     in     in    403   403    403   403     403
Fulfilment.Reallocate        foreign  401     403   403    403    403   403   403    403   in      403
Fulfilment.Reallocate        random   401     403   404    404    404   403   403    403   403     403
Fulfilment.Reallocate        nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.Weigh             own      401     403   in     in     in    403   403    403   403     403
Fulfilment.Weigh             foreign  401     403   403    403    403   403   403    403   in      403
Fulfilment.Weigh             random   401     403   404    404    404   403   403    403   403     403
Fulfilment.Weigh             nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.GetTonnage        own      401     403   ok     ok     ok    403   ok     403   403     403
Fulfilment.GetTonnage        foreign  401     403   403    403    403   403   403    403   ok      ok
Fulfilment.GetTonnage        random   401     403   403    403    403   403   403    403   403     403
Fulfilment.Ship              own      401     403   in     in     in    403   403    403   403     403
Fulfilment.Ship              foreign  401     403   403    403    403   403   403    403   in      403
Fulfilment.Ship              random   401     403   404    404    404   403   403    403   403     403
Fulfilment.Ship              nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.CorrectTracking   own      401     403   ok     ok     ok    403   403    403   403     403
Fulfilment.CorrectTracking   foreign  401     403   403    403    403   403   403    403   ok      403
Fulfilment.CorrectTracking   random   401     403   404    404    404   403   403    403   403     403
Fulfilment.CorrectTracking   nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.MarkDelivered     own      401     403   ok     ok     ok    403   403    403   403     403
Fulfilment.MarkDelivered     foreign  401     403   403    403    403   403   403    403   ok      403
Fulfilment.MarkDelivered     random   401     403   404    404    404   403   403    403   403     403
Fulfilment.MarkDelivered     nested   401     403   404    404    404   403   403    403   403     403
Fulfilment.Confirm           own      401     in    404    404    404   404   404    404   404     404
Fulfilment.Confirm           foreign  401     404   404    404    404   404   404    404   404     404
Fulfilment.Confirm           random   401     404   404    404    404   404   404    404   404     404
Fulfilment.ListCarriers      own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Fulfilment.ListOverdue       own      401     403   ok     ok     ok    403   ok     403   403     403
Fulfilment.ListOverdue       foreign  401     403   403    403    403   403   403    403   ok      ok
Fulfilment.ListOverdue       random   401     403   403    403    403   403   403    403   403     403
Picking.ListLowStock         own      401     403   ok     ok     ok    403   ok     403   403     403
Picking.ListLowStock         foreign  401     403   403    403    403   403   403    403   ok      ok
Picking.ListLowStock         random   401     403   403    403    403   403   403    403   403     403
Picking.ListExpiringLots     own      401     403   ok     ok     ok    403   ok     403   403     403
Picking.ListExpiringLots     foreign  401     403   403    403    403   403   403    403   ok      ok
Picking.ListExpiringLots     random   401     403   403    403    403   403   403    403   403     403

Accounts.Save                own      401     403   403    ok     ok    403   403    403   403     403
Accounts.Save                foreign  401     403   403    403    403   403   403    403   ok      403
Accounts.Save                random   401     403   403    403    403   403   403    403   403     403
Accounts.Save                nested   401     403   403   ok     ok    403   403    403   403     403
Accounts.SetOperators        own      401     403   403    ok     ok    403   403    403   403     403
Accounts.SetOperators        foreign  401     403   403    403    403   403   403    403   ok      403
Accounts.SetOperators        random   401     403   403    404    404   403   403    403   403     403
Accounts.SetOperators        nested   401     403   403    404    404   403   403    403   403     403
Accounts.List                own      401     403   403    ok     ok    ok    ok     403   403     403
Accounts.List                foreign  401     403   403    403    403   403   403    403   ok      ok
Accounts.List                random   401     403   403    403    403   403   403    403   403     403
LiveSessions.Save            own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.Save            foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.Save            random   401     403   403   bad    bad   bad   403    403   403     403
LiveSessions.Save            nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.SetBag          own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.SetBag          foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.SetBag          random   401     403   403    404    404   404   403    403   403     403
LiveSessions.SetBag          nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.Start           own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.Start           foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.Start           random   401     403   403    404    404   404   403    403   403     403
LiveSessions.Start           nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.Pin             own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.Pin             foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.Pin             random   401     403   403    404    404   404   403    403   403     403
LiveSessions.Pin             nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.OpenFlashOffer  own      401     403   403    in     in    in    403    403   403     403
LiveSessions.OpenFlashOffer  foreign  401     403   403    403    403   403   403    403   in      403
LiveSessions.OpenFlashOffer  random   401     403   403    404    404   404   403    403   403     403
LiveSessions.OpenFlashOffer  nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.StopFlashOffer  own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.StopFlashOffer  foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.StopFlashOffer  random   401     403   403    404    404   404   403    403   403     403
LiveSessions.StopFlashOffer  nested   401     403   403    404    404   404   403    403   403     403
LiveSessions.List            own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.ListOfCompany   own      401     403   403    ok     ok    ok    ok     403   403     403
LiveSessions.ListOfCompany   foreign  401     403   403    403    403   403   403    403   ok      ok
LiveSessions.ListOfCompany   random   401     403   403    403    403   403   403    403   403     403
LiveSessions.ListOfCompany   nested   401     403   403    ok     ok    ok    ok     403   403     403
LiveSessions.Get             own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.Get             foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.Get             random   404     404   404    404    404   404   404    404   404     404
LiveSessions.ListOfLot       own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.ListOfLot       foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.ListOfLot       random   ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
LiveSessions.Sales           own      401     403   403    ok     ok    ok    ok     403   403     403
LiveSessions.Sales           foreign  401     403   403    403    403   403   403    403   ok      ok
LiveSessions.Sales           random   401     403   403    404    404   404   404    403   403     403
LiveSessions.Sales           nested   401     403   403    404    404   404   404    403   403     403
LiveSessions.AccountSales    own      401     403   403    ok     ok    ok    ok     403   403     403
LiveSessions.AccountSales    foreign  401     403   403    403    403   403   403    403   ok      ok
LiveSessions.AccountSales    random   401     403   403    404    404   404   404    403   403     403
LiveSessions.AccountSales    nested   401     403   403    404    404   404   404    403   403     403
Shifts.Plan                  own      401     403   403    ok     ok    403   403    403   403     403
Shifts.Plan                  foreign  401     403   403    403    403   403   403    403   ok      403
Shifts.Plan                  random   401     403   403    404    404   403   403    403   403     403
Shifts.Plan                  nested   401     403   403    404    404   403   403    403   403     403
Shifts.CheckIn               own      401     403   403    ok     ok    ok    403    403   403     403
Shifts.CheckIn               foreign  401     403   403    403    403   403   403    403   ok      403
Shifts.CheckIn               random   401     403   403    404    404   404   403    403   403     403
Shifts.CheckIn               nested   401     403   403    404    404   404   403    403   403     403
Shifts.CheckOut              own      401     403   403    ok     ok    403   403    403   403     403
Shifts.CheckOut              foreign  401     403   403    403    403   403   403    403   ok      403
Shifts.CheckOut              random   401     403   403    404    404   404   403    403   403     403
Shifts.CheckOut              nested   401     403   403    404    404   404   403    403   403     403
Shifts.List                  own      401     403   403    ok     ok    ok    ok     403   403     403
Shifts.List                  foreign  401     403   403    403    403   403   403    403   ok      ok
Shifts.List                  random   401     403   403    404    404   404   404    403   403     403
Shifts.List                  nested   401     403   403    404    404   404   404    403   403     403
Shifts.Drop                  own      401     403   403    ok     ok    403   403    403   403     403
Shifts.Drop                  foreign  401     403   403    403    403   403   403    403   ok      403
Shifts.Drop                  random   401     403   403    404    404   403   403    403   403     403
Shifts.Drop                  nested   401     403   403    404    404   403   403    403   403     403
Figures.Definitions          own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Figures.Read                 own      401     403   403    ok     ok    ok    ok     403   403     403
Figures.Read                 foreign  401     403   403    403    403   403   403    403   ok      ok
Figures.Read                 random   401     403   403    404    404   404   404    403   403     403
Figures.Read                 nested   401     403   403    404    404   404   404    403   403     403
Figures.Note                 own      ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Figures.Note                 foreign  ok      ok    ok     ok     ok    ok    ok     ok    ok      ok
Figures.Note                 random   404     404   404    404    404   404   404    404   404     404
Reminders.Subscribe          own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Reminders.Subscribe          foreign  401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Reminders.Subscribe          random   401     404   404    404    404   404   404    404   404     404
Reminders.Get                own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Reminders.Get                random   401     404   404    404    404   404   404    404   404     404
Reminders.Unsubscribe        own      401     ok    ok     ok     ok    ok    ok     ok    ok      ok
Reminders.Unsubscribe        random   401     404   404    404    404   404   404    404   404     404
Streams.IssueKey             own      401     403   403    in     in    in    403    403   403     403
Streams.IssueKey             foreign  401     403   403    403    403   403   403    403   in      403
Streams.IssueKey             random   401     403   403    404    404   404   403    403   403     403
Streams.IssueKey             nested   401     403   403    404    404   404   403    403   403     403
Streams.RotateKey            own      401     403   403    in     in    in    403    403   403     403
Streams.RotateKey            foreign  401     403   403    403    403   403   403    403   in      403
Streams.RotateKey            random   401     403   403    404    404   404   403    403   403     403
Streams.RotateKey            nested   401     403   403    404    404   404   403    403   403     403
Streams.RevokeKeys           own      401     403   403    ok     ok    ok    403    403   403     403
Streams.RevokeKeys           foreign  401     403   403    403    403   403   403    403   ok      403
Streams.RevokeKeys           random   401     403   403    404    404   404   403    403   403     403
Streams.RevokeKeys           nested   401     403   403    404    404   404   403    403   403     403
Streams.Get                  own      401     403   403    ok     ok    ok    ok     403   403     403
Streams.Get                  foreign  401     403   403    403    403   403   403    403   ok      ok
Streams.Get                  random   401     403   403    404    404   404   404    403   403     403
Streams.Get                  nested   401     403   403    404    404   404   404    403   403     403
Recordings.List              own      401     403   403    ok     ok    403   ok     403   403     403
Recordings.List              foreign  401     403   403    403    403   403   403    403   ok      ok
Recordings.List              random   401     403   403    403    403   403   403    403   403     403
Recordings.List              nested   401     403   403    ok     ok    403   ok     403   403     403
Recordings.Hold              own      401     403   403    403    403   403   ok     403   403     403
Recordings.Hold              foreign  401     403   403    403    403   403   403    403   403     ok
Recordings.Hold              random   401     403   403    403    403   403   404    403   403     403
Recordings.Hold              nested   401     403   403    403    403   403   404    403   403     403
Recordings.Replay            own      404     404   404    404    404   404   404    404   404     404
Recordings.Replay            foreign  404     404   404    404    404   404   404    404   404     404
Recordings.Replay            random   404     404   404    404    404   404   404    404   404     404
Recordings.Clips             own      401     403   403    404    404   403   403    403   403     403
Recordings.Clips             foreign  401     403   403    403    403   403   403    403   404     403
Recordings.Clips             random   401     403   403    404    404   403   403    403   403     403
Recordings.Clips             nested   401     403   403    404    404   403   403    403   403     403
LiveSessions.End             own      401     403   403    ok     ok    ok    403    403   403     403
LiveSessions.End             foreign  401     403   403    403    403   403   403    403   ok      403
LiveSessions.End             random   401     403   403    404    404   404   403    403   403     403
LiveSessions.End             nested   401     403   403    404    404   404   403    403   403     403

CouponOffers.Offer           own      401     403   403   in     in    in    403   403   403     403
CouponOffers.Offer           foreign  401     403   403   403    403   403   403   403   in      403
CouponOffers.Offer           random   401     403   403   404    404   404   403   403   403     403
CouponOffers.Offer           nested   401     403   403   404    404   404   403   403   403     403
CouponOffers.Claim           own      401     in    in    in     in    in    in    in    in      in
CouponOffers.Claim           foreign  401     in    in    in     in    in    in    in    in      in
CouponOffers.Claim           random   401     404   404   404    404   404   404   404   404     404
CouponOffers.List            own      ok      ok    ok    ok     ok    ok    ok    ok    ok      ok
CouponOffers.List            foreign  ok      ok    ok    ok     ok    ok    ok    ok    ok      ok
CouponOffers.List            random   404     404   404   404    404   404   404   404   404     404
CouponOffers.End             own      401     403   403   ok     ok    ok    403   403   403     403
CouponOffers.End             foreign  401     403   403   403    403   403   403   403   ok      403
CouponOffers.End             random   401     403   403   404    404   404   403   403   403     403
CouponOffers.End             nested   401     403   403   404    404   404   403   403   403     403
Coupons.ListClaimed          own      401     ok    ok    ok     ok    ok    ok    ok    ok      ok
Likes.Like                   own      401     in    in    in     in    in    in    in    in      in
Likes.Like                   foreign  401     in    in    in     in    in    in    in    in      in
Likes.Like                   random   401     404   404   404    404   404   404   404   404     404

Chat.Say                     own      401     in    in    in     in    in    in    in    in      in
Chat.Say                     foreign  401     in    in    in     in    in    in    in    in      in
Chat.Say                     random   401     404   404   404    404   404   404   404   404     404
Chat.List                    own      ok      ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.List                    foreign  ok      ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.List                    random   404     404   404   404    404   404   404   404   404     404
Chat.Standing                own      401     ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.Standing                foreign  401     ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.Standing                random   401     404   404   404    404   404   404   404   404     404
Chat.Withdraw                own      401     ok    404   404    404   404   404   404   404     404
Chat.Withdraw                foreign  401     404   404   404    404   404   404   404   404     404
Chat.Withdraw                random   401     404   404   404    404   404   404   404   404     404
Chat.Report                  own      401     ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.Report                  foreign  401     ok    ok    ok     ok    ok    ok    ok    ok      ok
Chat.Report                  random   401     404   404   404    404   404   404   404   404     404
ChatModeration.Configure     own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.Configure     foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.Configure     random   401     403   403   404    404   404   403   403   403     403
ChatModeration.Configure     nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.Mute          own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.Mute          foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.Mute          random   401     403   403   404    404   404   403   403   403     403
ChatModeration.Mute          nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.Unmute        own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.Unmute        foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.Unmute        random   401     403   403   404    404   404   403   403   403     403
ChatModeration.Unmute        nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.Ban           own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.Ban           foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.Ban           random   401     403   403   404    404   404   403   403   403     403
ChatModeration.Ban           nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.Retract       own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.Retract       foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.Retract       random   401     403   403   404    404   404   403   403   403     403
ChatModeration.Retract       nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.ListReports   own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.ListReports   foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.ListReports   random   401     403   403   404    404   404   403   403   403     403
ChatModeration.ListReports   nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.DismissReports own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.DismissReports foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.DismissReports random   401     403   403   404    404   404   403   403   403     403
ChatModeration.DismissReports nested   401     403   403   404    404   404   403   403   403     403
ChatModeration.ListBans      own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.ListBans      foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.ListBans      random   401     403   403   403    403   403   403   403   403     403
ChatModeration.LiftBan       own      401     403   403   ok     ok    403   403   403   403     403
ChatModeration.LiftBan       foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.LiftBan       random   401     403   403   404    404   403   403   403   403     403
ChatModeration.LiftBan       nested   401     403   403   404    404   403   403   403   403     403
ChatModeration.ListActs      own      401     403   403   ok     ok    ok    ok    403   403     403
ChatModeration.ListActs      foreign  401     403   403   403    403   403   403   403   ok      ok
ChatModeration.ListActs      random   401     403   403   403    403   403   403   403   403     403
ChatModeration.AddWords      own      401     403   403   ok     ok    403   403   403   403     403
ChatModeration.AddWords      foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.AddWords      random   401     403   403   403    403   403   403   403   403     403
ChatModeration.RemoveWords   own      401     403   403   ok     ok    403   403   403   403     403
ChatModeration.RemoveWords   foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.RemoveWords   random   401     403   403   403    403   403   403   403   403     403
ChatModeration.ListWords     own      401     403   403   ok     ok    ok    403   403   403     403
ChatModeration.ListWords     foreign  401     403   403   403    403   403   403   403   ok      403
ChatModeration.ListWords     random   401     403   403   403    403   403   403   403   403     403

SplitRules.Propose           own      401     403   403    403    ok    403   403    403   403     403
SplitRules.Propose           foreign  401     403   403    403    403   403   403    403   ok      403
SplitRules.Propose           random   401     403   403    403    403   403   403    403   403     403
SplitRules.Propose           nested   401     403   403   403    twice 403   403    403   403     403
SplitRules.Approve           own      401     404   403    403    403   403   ok     403   404     404
SplitRules.Approve           foreign  401     404   404    404    404   404   404    404   403     ok
SplitRules.Approve           random   401     404   404    404    404   404   404    404   404     404
Ledger.OrderJournals         own      401     404   ok     ok     ok    404   ok     404   404     404
Ledger.OrderJournals         foreign  401     404   404    404    404   404   404    404   ok      ok
Ledger.OrderJournals         random   401     404   404    404    404   404   404    404   404     404
Ledger.ListAccounts          own      401     403   403    ok     ok    403   ok     403   403     403
Ledger.ListAccounts          foreign  401     403   403    403    403   403   403    403   ok      ok
Ledger.ListAccounts          random   401     403   403    403    403   403   403    403   403     403
Ledger.GetStatement          own      401     404   404    ok     ok    404   ok     404   404     404
Ledger.GetStatement          foreign  401     404   404    404    404   404   404    404   ok      ok
Ledger.GetStatement          random   401     404   404    404    404   404   404    404   404     404
`;

/** What is not on the public door, and the services that may call it. Nobody else may, the gateway included. */
export const INTERNAL: Record<string, string[]> = {
  'Standings.Get': ['gateway', 'livestream'],
  'Standings.EverMember': ['attribution'],
  'Verifications.Get': ['livestream'],
  'Organisations.SaveCollege': ['operator'],
  'Organisations.SaveIncubator': ['operator'],
  'Organisations.FoundCompany': ['operator'],
  'Organisations.SavePerson': ['operator'],
  'Organisations.SaveMembership': ['operator'],
  'Organisations.SaveMandate': ['operator'],
  'Products.Describe': ['livestream'],
  'Products.SaveCategories': ['operator'],
  'Shelf.Look': ['orders'],
  'Coupons.CreateOfPlatform': ['operator'],
  'Coupons.Get': ['livestream'],
  'Coupons.Claim': ['livestream'],
  'ChatModeration.SavePlatformWords': ['operator'],
  'Coupons.EndOfPlatform': ['operator'],
  'Holds.QuoteAndHold': ['orders'],
  'Holds.HoldAgain': ['orders'],
  'Offers.SetSessionOffers': ['livestream'],
  'Offers.OpenFlash': ['livestream'],
  'Offers.CloseFlash': ['livestream'],
  'Orders.WhichPlaced': ['catalog'],
  'Payments.TakeWebhook': ['gateway'],
  'Reminders.Calendar': ['gateway'],
  'Notices.Send': ['livestream'],
  'Streams.Standing': ['media'],
  'Room.Snapshot': ['gateway'],
  'Room.Since': ['gateway'],
  'Room.State': ['gateway'],
  'Picking.DescribeLots': ['orders'],
  'Picking.Reallocate': ['orders'],
  'Fulfilment.TakeCarrierWord': ['operator'],
  'PastSales.Hold': ['orders'],
  'PastOrders.TakeOver': ['operator'],
  'LiveSessions.TakeOverPast': ['operator'],
};

export type ObjectKind = 'own' | 'foreign' | 'random' | 'nested';

export interface Row {
  rpc: string;
  object: ObjectKind;
  /** By role, in the order of ROLES. */
  answers: string[];
}

export const rows: Row[] = OPEN.trim()
  .split('\n')
  .slice(1)
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [rpc = '', object = '', ...answers] = line.trim().split(/\s+/);
    if (answers.length !== ROLES.length) throw new Error(`${rpc} ${object} has ${answers.length} answers`);
    return { rpc, object: object as ObjectKind, answers };
  });
