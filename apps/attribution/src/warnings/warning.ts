/** Something a person must look into. Repeating it changes nothing. */
export interface Warning {
  companyId: string;
  code:
    | 'order.unsplit'
    | 'refund.excess'
    | 'refund.early'
    | 'refund.failed'
    | 'payment.stray'
    | 'payment.disputed'
    | 'clearing.differs'
    | 'journal.posted_twice';
  /** "order:<orderId>" */
  subject: string;
  detail: string;
}

// The college's bookkeeper; orders' mistakes end here too, for the money lies here.
export const OWNER = 'college_admin';
// Suspense has to be empty again within a day.
export const DUE_AFTER_H = 24;
